import Testing

@testable import JSONata

/// `$fromMillis` and `$toMillis`.
struct DatePictureTests {
    /// 2024-02-29T13:05:09.042Z, a Thursday.
    static let leapDay = 1_709_211_909_042.0

    static let formatted: [(picture: String?, zone: String?, String)] = [
        (nil, nil, "2024-02-29T13:05:09.042Z"), (nil, "+0530", "2024-02-29T18:35:09.042+05:30"),
        (nil, "-0930", "2024-02-29T03:35:09.042-09:30"),
        (nil, "0000", "2024-02-29T13:05:09.042Z"), ("plain", nil, "plain"), ("[[[Y]]]", nil, "[2024]"),
        ("", nil, ""), ("a]b", nil, "a]b"),
        ("[Y]|[Y,2]|[Y01]|[YI]|[Y9,999,*]", nil, "2024|24|24|MMXXIV|2,024"),
        ("[M]|[M01]|[MN]|[Mn]|[MNn,*-3]", nil, "2|02|FEBRUARY|february|Feb"),
        ("[D]|[D1o]|[Dwo]|[D001]|[D,3]", nil, "29|29th|twenty-ninth|029|029"),
        ("[d]|[F]|[FN,3-3]|[F1]", nil, "60|thursday|THU|4"), ("[W]|[w]|[X]|[xNn]", nil, "9|5|2024|February"),
        ("[H]:[m]:[s].[f001]", nil, "13:05:09.042"), ("[h]|[h01]|[P]|[PN]", nil, "1|01|pm|PM"),
        ("[ Y 0001 ]", nil, "2024"),
        ("[Z]|[z]|[Z0101]|[Z0]|[Z01]|[Z01:01t]", nil, "+00:00|GMT+00:00|+0000|+0|+00|Z"),
        ("[Z]|[z]|[Z0101t]|[Z0]|[Z01]", "-0330", "-03:30|GMT-03:30|-0330|-3:30|-03:30"),
        ("[Z0]|[Z]", "-0030", "-0:30|-00:30"), ("[C] [E]", nil, "ISO ISO"),
    ]

    @Test(arguments: formatted)
    func formats(picture: String?, zone: String?, text: String) throws {
        #expect(try DatePicture.format(millis: Self.leapDay, picture: picture, timezone: zone) == text)
    }

    /// ISO week, week of the month with its month, day of the year.
    static let weeks: [(millis: Double, String)] = [
        (0, "1970-W01-4 1 January 1"), (-86_400_000, "1970-W01-3 1 January 365"),
        (-1, "1970-W01-3 1 January 365"), (1_230_768_000_000, "2009-W01-4 1 January 1"),
        (1_262_304_000_000, "2009-W53-5 5 December 1"), (1_735_603_200_000, "2025-W01-2 1 January 366"),
        (1_714_435_200_000, "2024-W18-2 1 May 121"),
        (-62_167_219_200_000, "-1-W52-6 5 December 1"),
    ]

    @Test(arguments: weeks)
    func countsWeeks(millis: Double, text: String) throws {
        #expect(try DatePicture.format(millis: millis, picture: "[X]-W[W01]-[F1] [w] [xNn] [d]", timezone: nil) == text)
    }

    static let now = 1_709_211_909_042.0

    static let parsed: [(String, picture: String, Double?)] = [
        ("2024-02-29", "[Y]-[M]-[D]", 1_709_164_800_000),
        ("20240229130509042", "[Y0001][M01][D01][H01][m01][s01][f001]", leapDay),
        ("060", "[d001]", 1_709_164_800_000),
        ("13:05", "[H]:[m]", 1_709_211_900_000), ("february 1ST", "[MNn] [D1o]", 1_706_745_600_000),
        ("12:30 am 1/3/2024", "[h]:[m] [P] [D]/[M]/[Y]", 1_709_253_000_000),
        ("12:30 PM 1/3/2024", "[h]:[m] [PN] [D]/[M]/[Y]", 1_709_296_200_000),
        ("1.5", "[s].[f]", 1_709_211_901_500), ("2024-060 08", "[Y]-[d] [H]", 1_709_193_600_000),
        ("2024-02-29 10:00 -05:30", "[Y]-[M]-[D] [H]:[m] [Z]", 1_709_220_600_000),
        ("2024-02-29 10:00 GMT+1", "[Y]-[M]-[D] [H]:[m] [z0]", 1_709_197_200_000),
        ("2024-02-29 10:00 +0130", "[Y]-[M]-[D] [H]:[m] [Z0101]", 1_709_195_400_000),
        ("2024-02-29T10:00Z", "[Y]-[M]-[D]T[H]:[m][Z01:01t]", 1_709_200_800_000),
        ("the first of [May] 2024", "the [Dwo] of [[[MNn]]] [Y]", 1_714_521_600_000), ("xx", "[Y]", nil),
        ("2024 ", "[Y]", nil), ("plain", "plain", nil), ("2,024", "[Y9,999,*]", 1_704_067_200_000),
    ]

    @Test(arguments: parsed)
    func parses(text: String, picture: String, millis: Double?) throws {
        #expect(try DatePicture.parse(text, picture: picture, nowMillis: Self.now) == millis)
    }

    static let iso: [(String, Double?)] = [
        ("2024", 1_704_067_200_000), ("2024-02", 1_706_745_600_000), ("2024-02-29", 1_709_164_800_000),
        ("2024-02-29T13:05:09", 1_709_211_909_000),
        ("2024-02-29T13:05:09.042Z", leapDay), ("2024-02-29T13:05:09.04299+0000", leapDay),
        ("2024-02-29T18:35:09.042+05:30", leapDay), ("0000", -62_167_219_200_000),
        ("2023-02-31", 1_677_801_600_000), ("2018-01-01T24:00:00Z", 1_514_851_200_000), ("2018-13-01", .nan),
        ("2018-04-32", .nan), ("2018-01-01T24:00:01Z", .nan),
        ("2018-01-01T10:00:00-24:00", .nan), ("x", nil), ("", nil), ("2018-1-1", nil), ("01-02-2018", nil),
        ("2018-01-01T10:00", nil), ("2018-01-01T10:00:60Z", nil),
        ("2018-01-01T10:00:00.", nil), ("2018-01-01 10:00:00", nil), ("2018-01-01T10:00:00 Z", nil),
        ("2018-01-01T10:00:00+1", nil),
    ]

    @Test(arguments: iso)
    func parsesISO(text: String, millis: Double?) {
        var result: Double?
        let code = fault { () throws(PictureError) in
            result = try DatePicture.parse(text, picture: nil, nowMillis: 0)
        }
        #expect(code == (millis == nil ? "D3110" : nil))
        #expect(result == millis || (result?.isNaN == true && millis?.isNaN == true))
    }

    static let faults: [(picture: String, reading: String?, code: String)] = [
        ("[q]", nil, "D3132"), ("[]", nil, "D3132"), ("[Y", nil, "D3135"), ("[YN]", nil, "D3133"),
        ("[ZN]", nil, "D3133"), ("[Z010101]", nil, "D3134"), ("[Y0٠]", nil, "D3131"),
        ("[Yα]", nil, "D3130"), ("[YN]", "x", "D3133"), ("[C]", "ISO", "D3133"), ("[Y#]", "1", "D3130"),
        ("[Y]-[D]", "1-1", "D3136"), ("[M] [m]", "1 1", "D3136"),
        ("[X]-[W]-[F1]", "2024-1-1", "D3136"), ("[X]-[x]-[w]-[F1]", "2024-1-1-1", "D3136"),
    ]

    @Test(arguments: faults)
    func refuses(picture: String, reading: String?, code: String) {
        let actual = fault { () throws(PictureError) in
            if let reading {
                _ = try DatePicture.parse(reading, picture: picture, nowMillis: 0)
            } else {
                _ = try DatePicture.format(millis: 0, picture: picture, timezone: nil)
            }
        }
        #expect(actual == code)
    }

    @Test func everyDayComesBack() {
        for day in stride(from: -800_000, through: 800_000, by: 271) {
            let time = CivilTime(millis: day * CivilTime.millisPerDay)
            #expect(CivilTime.day(year: time.year, month: time.month, day: time.day) == day)
        }
    }
}
