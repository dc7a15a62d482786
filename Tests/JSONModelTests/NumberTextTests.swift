import JSONModel
import Testing

/// How numbers are spelled: integers plain, doubles as Java's `Double.toString`.
struct NumberTextTests {
    private func check(_ number: JSONNumber, _ text: String) {
        #expect(number.text == text)
        #expect(JSONValue.number(number).description == text)
        #expect(JSONValue.number(number).byteCount == text.utf8.count)
    }

    @Test(
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (0.1, "0.1"), (1.1, "1.1"), (3.3, "3.3"),
            (100, "100.0"),
            (0.001, "0.001"), (0.0015, "0.0015"), (0.00099999, "9.9999E-4"), (1e-4, "1.0E-4"), (1.5e-5, "1.5E-5"),
            (123456.789, "123456.789"), (9_999_999, "9999999.0"), (9_999_999.999, "9999999.999"), (1e7, "1.0E7"),
            (12_345_678, "1.2345678E7"), (-1e7, "-1.0E7"), (1e10, "1.0E10"), (1.5e300, "1.5E300"), (1e16, "1.0E16"),
            (9_007_199_254_740_992, "9.007199254740992E15"), (1e21, "1.0E21"), (1e22, "1.0E22"), (1e23, "1.0E23"),
            (.greatestFiniteMagnitude, "1.7976931348623157E308"), (.leastNormalMagnitude, "2.2250738585072014E-308"),
            (.leastNonzeroMagnitude, "5.0E-324"), (0.3333333333333333, "0.3333333333333333"),
            (2.0 / 3, "0.6666666666666666"),
            (0.1 + 0.2, "0.30000000000000004"), (1_234_567.125, "1234567.125"), (-0.0009, "-9.0E-4"),
            (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func doubles(_ double: Double, _ text: String) {
        check(.double(double), text)
    }

    @Test func integers() {
        check(.int(.max), "9223372036854775807")
        check(.int(.min), "-9223372036854775808")
        var power: Int64 = 1
        for _ in 0..<19 {
            for int in [power - 1, power, power + 1, -power, 1 - power, -power - 1] {
                check(.int(int), String(int))
            }
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1.50", "1.5"), ("1e2", "100.0"), ("18446744073709551616", "18446744073709551616"),
        ("-1E400", "-1E400"), ("1e-400", "1e-400"),
    ])
    func reading(_ text: String, _ canonical: String) throws {
        check(try #require(JSONNumber(text)), canonical)
    }

    @Test(arguments: ["", " 1", "1 ", "+1", "01", "1.", ".5", "1e", "0x1", "NaN", "Infinity", "1,0", "--1", "１"])
    func notNumbers(_ text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test func values() {
        #expect(JSONNumber.int(3).doubleValue == 3)
        #expect(JSONNumber.double(3).int64Value == 3)
        #expect(JSONNumber.double(3.5).int64Value == nil)
        #expect(JSONNumber.double(1e19).int64Value == nil)
        #expect(JSONNumber.text("1e400").doubleValue == .infinity)
        #expect(JSONNumber.text("18446744073709551616").doubleValue == 18_446_744_073_709_551_616)
        #expect(JSONNumber.text("18446744073709551616").int64Value == nil)
    }

    /// Doubles with few digits take a short way when they are read: it must come to the same.
    @Test func roundTrips() throws {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let double = Double(bitPattern: state)
            guard double.isFinite else { continue }
            for text in [double.description, JSONNumber.double(double).text] {
                #expect(try JSONParser.parse(text) == .number(.double(double)))
            }
            let short = "\(Int32(truncatingIfNeeded: state)).\(state >> 48)"
            let value = try JSONParser.parse(short)
            #expect(value.numberValue?.doubleValue == Double(short))
            #expect(value.byteCount == value.description.utf8.count)
            let scaled = "\(state >> 40)e\(Int(state % 60) - 30)"
            #expect(try JSONParser.parse(scaled).numberValue?.doubleValue == Double(scaled))
        }
    }
}
