import Testing

@testable import JSONata

/// `$formatInteger` and `$parseInteger`.
struct IntegerPictureTests {
    /// Both ways.
    static let both: [(Double, picture: String, String)] = [
        (7, "0", "7"), (7, "000", "007"), (-7, "00", "-07"), (1_234_567, "#,##0", "1,234,567"),
        (1_234, "#'##0", "1'234"), (12_345, "#-##:##0", "12:345"),
        (21, "0;o", "21st"), (12, "0;o", "12th"), (113, "0;o", "113th"), (3, "0;c", "3"), (25, "#٠", "٢٥"),
        (25, "０", "２５"),
        (4, "i", "iv"), (2_024, "I", "MMXXIV"), (0, "i", ""), (26, "a", "z"), (703, "A", "AAA"), (0, "a", ""),
        (0, "w", "zero"), (21, "W", "TWENTY-ONE"), (110, "Ww", "One Hundred and Ten"),
        (1_001, "w", "one thousand and one"), (40, "w;o", "fortieth"),
        (1_000_200, "w", "one million, two hundred"),
        (2_300_000_000_000, "Ww;o", "Two Trillion, Three Hundred Billionth"), (5e15, "w", "five thousand trillion"),
    ]

    @Test(arguments: both)
    func formatsAndParses(value: Double, picture: String, text: String) throws {
        #expect(try IntegerPicture.format(value, picture: picture) == text)
        #expect(try IntegerPicture.parse(text, picture: picture) == value)
    }

    static let formatted: [(Double, picture: String, String)] = [
        (2.9, "0", "2"), (-2.1, "0", "-3"), (1e21, "0", "1e+21"), (-5, "I", "-V"), (.infinity, "0", "Infinity"),
        (.nan, "w", "NaN"),
        (1_234, "0,0,00", "1,2,34"),
    ]

    @Test(arguments: formatted)
    func formats(value: Double, picture: String, text: String) throws {
        #expect(try IntegerPicture.format(value, picture: picture) == text)
    }

    static let parsed: [(String, picture: String, Double)] = [
        ("12abc", "0", 12), (" -5", "0", -5), ("nineteen hundred and four", "w", 1_904), ("Iv", "i", 4),
        ("iiv", "i", 3),
    ]

    @Test(arguments: parsed)
    func parses(text: String, picture: String, value: Double) throws {
        #expect(try IntegerPicture.parse(text, picture: picture) == value)
    }

    @Test(arguments: [("abc", "0"), ("", "0"), ("one gazillion", "w"), ("XQ", "I")])
    func nonsenseIsNaN(text: String, picture: String) throws {
        #expect(try IntegerPicture.parse(text, picture: picture).isNaN)
    }

    @Test func refuses() {
        #expect(fault { () throws(PictureError) in _ = try IntegerPicture.format(1, picture: "α") } == "D3130")
        #expect(fault { () throws(PictureError) in _ = try IntegerPicture.parse("1", picture: "#") } == "D3130")
        #expect(fault { () throws(PictureError) in _ = try IntegerPicture.format(1, picture: "0٠") } == "D3131")
        #expect(fault { () throws(PictureError) in _ = try IntegerPicture.format(1e9, picture: "I") } == "D3130")
        #expect(
            PictureError.unsupportedSequence("α").message
                == "Formatting or parsing an integer as a sequence starting with \"α\" is not supported"
                + " by this implementation")
    }
}
