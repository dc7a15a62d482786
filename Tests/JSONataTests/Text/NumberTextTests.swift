import Testing

@testable import JSONata

/// Numbers as JavaScript writes and reads them.
struct NumberTextTests {
    static let written: [(Double, plain: String, rounded: String)] = [
        (0, "0", "0"), (-0.0, "0", "0"), (1, "1", "1"), (-42, "-42", "-42"), (0.1, "0.1", "0.1"),
        (0.1 + 0.2, "0.30000000000000004", "0.3"), (1e21, "1e+21", "1e+21"),
        (1e20, "100000000000000000000", "100000000000000000000"),
        (1.2345678901234568e20, "123456789012345680000", "123456789012345680000"),
        (1e-6, "0.000001", "0.000001"),
        (1e-7, "1e-7", "1e-7"), (1.5e-10, "1.5e-10", "1.5e-10"), (-1.25e30, "-1.25e+30", "-1.25e+30"),
        (9_007_199_254_740_992, "9007199254740992", "9007199254740992"),
        (9.223372036854776e18, "9223372036854776000", "9223372036854776000"),
        (1.0 / 3, "0.3333333333333333", "0.333333333333333"), (2.0 / 3, "0.6666666666666666", "0.666666666666667"),
        (0.999999999999999_9, "0.9999999999999999", "1"), (.leastNonzeroMagnitude, "5e-324", "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308"),
        // The double is a little below the half that its shortest digits show, or a little above.
        (10.00000000000005, "10.00000000000005", "10"),
        (0.1152453278354965, "0.1152453278354965", "0.115245327835496"),
        (1.000000000000005, "1.000000000000005", "1.00000000000001"),
        (0.100000000000000_5, "0.1000000000000005", "0.100000000000001"),
        (.infinity, "Infinity", "Infinity"), (-.infinity, "-Infinity", "-Infinity"), (.nan, "NaN", "NaN"),
    ]

    @Test(arguments: written)
    func writes(value: Double, plain: String, rounded: String) {
        #expect(NumberText.string(value) == plain)
        #expect(NumberText.roundedString(value) == rounded)
    }

    static let read: [(String, Double?)] = [
        ("1", 1), ("-1.5e3", -1_500), ("007", 7), ("1E+2", 100), ("0x1F", 31), ("0Xff", 255), ("0o17", 15),
        ("0b101", 5),
        ("0x1FFFFFFFFFFFFFFFFF", 0x1p69), ("0x20000000000001", 9_007_199_254_740_992), ("1e400", nil), ("", nil),
        (" 1", nil), ("1 ", nil), ("+1", nil), (".5", nil), ("5.", nil), ("1e", nil), ("0x", nil), ("0b2", nil),
        ("0o8", nil), ("-0x1", nil), ("Infinity", nil), ("NaN", nil), ("0x1p3", nil), ("1_000", nil), ("١", nil),
    ]

    @Test(arguments: read)
    func reads(text: String, value: Double?) {
        #expect(NumberText.parse(text) == value)
    }

    static let rounded: [(Double, precision: Int, Double)] = [
        (2.5, 0, 2), (-2.5, 0, -2), (3.5, 0, 4), (1.005, 2, 1), (1.015, 2, 1.02), (125, -1, 120), (0.5, 0, 0),
        (1e300, 5, 1e300),
        (4.525, 2, 4.52), (4.515, 2, 4.52), (12_345, -3, 12_000), (1.5e-7, 7, 2e-7), (12, 400, 12), (12, -400, 0),
    ]

    @Test(arguments: rounded)
    func rounds(value: Double, precision: Int, result: Double) {
        #expect(DecimalRounding.round(value, precision: precision) == result)
    }

    static let fixed: [(Double, Int, String)] = [
        (0, 2, "0.00"), (1.005, 2, "1.00"), (0.5, 0, "1"), (2.5, 0, "3"), (0.1, 20, "0.10000000000000000555"),
        (1e22, 1, "10000000000000000000000.0"),
        (0.001, 2, "0.00"), (999.999, 1, "1000.0"), (4_294_967_296, 0, "4294967296"),
    ]

    @Test(arguments: fixed)
    func fixesDigits(value: Double, digits: Int, text: String) {
        #expect(Natural.fixed(value, fractionDigits: digits) == text)
    }
}
