import Testing
import TransactionalOutbox

struct WebhookSignatureTests {
    private static let right = "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686"
    private let signature = WebhookSignature(secret: "secret".utf8)

    @Test func headerIsOfTimeAndBody() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        #expect(signature.header(for: #"{"a":1}"#.utf8, atSecond: 1_700_000_000) == Self.right)
    }

    private static let headers: [(String, Int64, Bool)] = [
        (right, 1_700_000_000, true), (right, 1_700_000_300, true), (right, 1_699_999_700, true),
        (right, 1_700_000_301, false), (right, 1_699_999_699, false),
        (String(right.dropLast()) + "x", 1_700_000_000, false),
        ("t=1700000001" + right.dropFirst(12), 1_700_000_000, false),
        (String(right.dropLast()), 1_700_000_000, false), ("", 1_700_000_000, false), ("t=", 1_700_000_000, false),
        ("t=9223372036854775807,v1=", 1_700_000_000, false), (right.uppercased(), 1_700_000_000, false),
    ]

    @Test(arguments: headers) func onlyTheRightHeaderIsValid(header: String, now: Int64, isValid: Bool) {
        #expect(signature.isValid(header, for: #"{"a":1}"#.utf8, atSecond: now) == isValid)
    }

    @Test func anotherSecretOrBodyIsWrong() {
        let other = WebhookSignature(secret: "Secret".utf8)
        #expect(!other.isValid(Self.right, for: #"{"a":1}"#.utf8, atSecond: 1_700_000_000))
        #expect(!signature.isValid(Self.right, for: #"{"a":2}"#.utf8, atSecond: 1_700_000_000))
    }
}
