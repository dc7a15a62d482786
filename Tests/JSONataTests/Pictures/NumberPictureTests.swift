import Testing

@testable import JSONata

/// `$formatNumber`.
struct NumberPictureTests {
    static let cases: [(Double, picture: String, String)] = [
        (1234.5, "#,##0.00", "1,234.50"), (-1234.5, "#,##0.00", "-1,234.50"), (0.5, "#.00", ".50"), (0, "#", "0"),
        (0, "#.#", ".0"),
        (12, "0000", "0012"), (1_234_567, "#,##,##0", "12,34,567"), (12_345_678, "##,00,0000", "12,34,5678"),
        (12, "#,00,000", "00,012"), (1.23456, "0.00,00", "1.23,46"), (0.256, "0.0%", "25.6%"),
        (0.256, "0‰", "256‰"), (2.5, "0", "2"), (3.5, "0", "4"),
        (5, "$0.00;($0.00)", "$5.00"), (-5, "$0.00;($0.00)", "($5.00)"), (1e20, "0", "100000000000000000000"),
        (31_415, "0.00e0", "3.14e4"), (0.00031, "0.0e00", "3.1e-04"), (-42, "0e0", "-4e1"), (0, "0e0", "0e0"),
        (12_345, "000.0e0", "123.4e2"),
        (.infinity, "0.0", "Infinity"), (-.infinity, "0", "-Infinity"), (.nan, "<0>", "<NaN>"), (3, "x 0 y", "x 3 y"),
    ]

    @Test(arguments: cases)
    func formats(value: Double, picture: String, text: String) throws {
        #expect(try NumberPicture.format(value, picture: picture) == text)
    }

    @Test func symbolsCanBeReplaced() throws {
        let german = [("decimal-separator", ","), ("grouping-separator", "."), ("minus-sign", "−")]
        #expect(try NumberPicture.format(-1234.5, picture: "#.##0,00", options: german) == "−1.234,50")
        #expect(try NumberPicture.format(102, picture: "###٠", options: [("zero-digit", "٠")]) == "١٠٢")
        let other = [
            ("infinity", "∞"), ("NaN", "none"), ("percent", "p"), ("digit", "*"),
            ("pattern-separator", "!"), ("unknown", "x"),
        ]
        #expect(try NumberPicture.format(-.infinity, picture: "**0!n*0", options: other) == "n∞")
        #expect(try NumberPicture.format(.nan, picture: "*0", options: other) == "none")
        #expect(try NumberPicture.format(0.5, picture: "*0p", options: other) == "50p")
        let more = [("exponent-separator", "x"), ("per-mille", "m")]
        #expect(try NumberPicture.format(1500, picture: "0.0x0", options: more) == "1.5x3")
        #expect(try NumberPicture.format(1.5, picture: "0m", options: more) == "1500m")
    }

    static let faults: [(picture: String, code: String)] = [
        ("0;0;0", "D3080"), ("0.0.0", "D3081"), ("0%%", "D3082"), ("0‰‰", "D3083"), ("0%‰", "D3084"), (".", "D3085"),
        ("0 0", "D3086"), ("x", "D3086"), ("", "D3085"), ("0,.0", "D3087"), ("0.,0", "D3087"), ("0,", "D3088"),
        ("0,,0", "D3089"), ("0#", "D3090"),
        ("0.#0", "D3091"), ("0e0%", "D3092"), ("0ee0", "D3093"), ("0e#", "D3093"), ("0;0#", "D3090"),
    ]

    @Test(arguments: faults)
    func refuses(picture: String, code: String) {
        #expect(fault { () throws(PictureError) in _ = try NumberPicture(picture) } == code)
    }
}

/// The code with which a body fails.
func fault(_ body: () throws(PictureError) -> Void) -> String? {
    do throws(PictureError) {
        try body()
        return nil
    } catch {
        return error.code
    }
}
