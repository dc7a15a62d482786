extension Builtins {
    static let patterns: [Builtin] = [
        Builtin("match", "<s-f<s:o>n?:a<o>>", arity: 3) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            let limit = try count(call, 2, error: "D3040")
            let result = List.sequence()
            var cursor = Cursor(call, matcher: call[1], text: text)
            while result.items.count < limit, let match = try cursor.next() {
                let groups = Value.list(List(match.groups))
                result.items.append(
                    .record(
                        Record(
                            keys: ["match", "index", "groups"],
                            values: [.string(match.text), .number(Double(match.start)), groups])
                    ).settled)
            }
            return .list(result)
        },
        Builtin("contains", "<s-(sf):b>", arity: 2) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            switch call[1] {
            case .string(let mark): return .bool(Search.first(mark, in: text) != nil)
            case .undefined: return .undefined
            default:
                var cursor = Cursor(call, matcher: call[1], text: text)
                return .bool(try cursor.next() != nil)
            }
        },
        Builtin("split", "<s-(sf)n?:a<s>>", arity: 3) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            let limit = try count(call, 2, error: "D3020")
            var parts = ContiguousArray<Value>()
            if case .string(let separator) = call[1] {
                // JavaScript's own split cuts a fraction off; the loop below counts up to it.
                let whole = call.number(2).map { Int(min($0, 1e15)) } ?? .max
                return .list(List(ContiguousArray(split(text, by: separator).prefix(whole))))
            } else if limit > 0, !call[1].isUndefined {
                var cursor = Cursor(call, matcher: call[1], text: text)
                var start = 0
                while parts.count < limit, let match = try cursor.next() {
                    parts.append(.string(cursor.string(start..<max(start, match.start))))
                    start = match.end
                }
                parts.append(.string(cursor.string(start..<cursor.units.units.count)))
            } else {
                parts = [call[0]]
            }
            return .list(List(ContiguousArray(parts.prefix(limit))))
        },
        Builtin("replace", "<s-(sf)(sf)n?:s>", arity: 4) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            if case .string("") = call[1] {
                throw Failure("D3010", value: call[1], details: [("index", .number(2))])
            }
            let limit = try count(call, 3, error: "D3011")
            if case .string(let pattern) = call[1] {
                return .string(try replace(call, text, pattern, limit))
            }
            var cursor = Cursor(call, matcher: call[1], text: text)
            var result = ""
            var position = 0
            var times = 0
            while times < limit, let match = try cursor.next() {
                result += cursor.string(position..<max(position, match.start))
                result += try replacement(call, match)
                try call.run.checkString(result)
                position = match.start + match.text.utf16.count
                times += 1
            }
            if times == 0 { return call[0] }
            result += cursor.string(min(position, cursor.units.units.count)..<cursor.units.units.count)
            try call.run.checkString(result)
            return .string(result)
        },
    ]

    private static func count(_ call: Call, _ index: Int, error code: String) throws(Failure) -> Int {
        guard let limit = call.number(index) else { return .max }
        guard limit >= 0 else {
            throw Failure(code, value: call[index], details: [("index", .number(Double(index + 1)))])
        }
        return Int(min(limit.rounded(.up), 1e15))
    }

    private static func split(_ text: String, by separator: String) -> ContiguousArray<Value> {
        if separator.isEmpty {
            if text.utf8.allSatisfy({ $0 < 0x80 }) {
                return ContiguousArray(text.utf8.map { .string(String(UnicodeScalar($0))) })
            }
            return ContiguousArray(text.utf16.map { .string(UnitText.string([$0])) })
        }
        var parts = ContiguousArray<Value>()
        let bytes = Array(text.utf8)
        var start = 0
        while let place = Search.first(separator, in: text, from: start) {
            parts.append(.string(String(decoding: bytes[start..<place], as: UTF8.self)))
            start = place + separator.utf8.count
        }
        parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
        return parts
    }

    private static func replace(
        _ call: Call, _ text: String, _ pattern: String, _ limit: Int
    ) throws(Failure) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        var start = 0
        var times = 0
        while times < limit, let place = Search.first(pattern, in: text, from: start) {
            result += String(decoding: bytes[start..<place], as: UTF8.self)
            switch call[2] {
            case .string(let replacement): result += replacement
            default: throw Failure("D3012", value: call[2])
            }
            try call.run.checkString(result)
            start = place + pattern.utf8.count
            times += 1
        }
        result += String(decoding: bytes[start...], as: UTF8.self)
        try call.run.checkString(result)
        return result
    }

    private static func replacement(_ call: Call, _ match: Cursor.Match) throws(Failure) -> String {
        if case .string(let template) = call[2] { return expand(template, match) }
        let value = try call.callback(call[2], match.value)
        guard case .string(let string) = value else { throw Failure("D3012", value: value) }
        return string
    }

    /// `$0` the match, `$N` a group by the longest number that is one, `$$` a dollar.
    private static func expand(_ template: String, _ match: Cursor.Match) -> String {
        if !template.utf8.contains(UInt8(ascii: "$")) { return template }
        let units = Array(template.utf8)
        let groups = match.groups.count
        var result: [UInt8] = []
        var position = 0
        while position < units.count {
            guard units[position] == UInt8(ascii: "$") else {
                result.append(units[position])
                position += 1
                continue
            }
            position += 1
            guard position < units.count else {
                result.append(UInt8(ascii: "$"))
                break
            }
            if units[position] == UInt8(ascii: "$") {
                result.append(UInt8(ascii: "$"))
                position += 1
            } else if units[position] == UInt8(ascii: "0") {
                result += Array(match.text.utf8)
                position += 1
            } else {
                let most = groups == 0 ? 1 : String(groups).count
                var digits = number(units, position, most)
                if most > 1, let number = digits, number.value > groups {
                    digits = self.number(units, position, most - 1)
                }
                guard let digits else {
                    result.append(UInt8(ascii: "$"))
                    continue
                }
                if digits.value >= 1, digits.value <= groups, case .string(let text) = match.groups[digits.value - 1] {
                    result += Array(text.utf8)
                }
                position += digits.length
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func number(_ units: [UInt8], _ start: Int, _ most: Int) -> (value: Int, length: Int)? {
        var end = start
        var value = 0
        while end < units.count, end - start < most, units[end] >= 0x30, units[end] <= 0x39 {
            value = value * 10 + Int(units[end] - 0x30)
            end += 1
        }
        return end == start ? nil : (value, String(value).count)
    }
}

/// Goes through the matches of a regex, or of any function that acts like one.
struct Cursor {
    struct Match {
        let text: String
        let start: Int
        let end: Int
        let groups: ContiguousArray<Value>
        /// As callbacks see it.
        let value: Value
    }

    private let call: Call
    private let matcher: Value
    let units: RegexText
    private let text: String
    private var last: RegexMatch?
    private var upcoming: Value?
    private var isStarted = false

    init(_ call: Call, matcher: Value, text: String) {
        self.call = call
        self.matcher = matcher
        self.text = text
        units = RegexText(text)
    }

    func string(_ range: Range<Int>) -> String { units.string(in: range) }

    mutating func next() throws(Failure) -> Match? {
        guard case .function(let function) = matcher else { throw Failure("T1010") }
        guard case .regex(let node) = function.kind else { return try nextOfFunction(function) }
        let found: RegexMatch?
        if let last {
            found = try node.match(after: last, call.run, units)
        } else {
            found = isStarted ? nil : try node.firstMatch(call.run, units, from: 0)
        }
        isStarted = true
        last = found
        guard let found else { return nil }
        let groups = ContiguousArray(
            found.groups.map { range in range.map { Value.string(units.string(in: $0)) } ?? .undefined })
        let matched = units.string(in: found.range)
        let start = Double(found.range.lowerBound)
        let value = Value.record(
            Record(
                keys: ["match", "start", "end", "groups"],
                values: [
                    .string(matched), .number(start), .number(Double(found.range.upperBound)), .list(List(groups)),
                ]))
        return Match(
            text: matched, start: found.range.lowerBound, end: found.range.upperBound, groups: groups, value: value)
    }

    private mutating func nextOfFunction(_ function: Function) throws(Failure) -> Match? {
        let result: Value
        if isStarted {
            guard case .function(let next) = upcoming ?? .undefined else { return nil }
            result = try call.run.call(next, [])
        } else {
            result = try call.run.call(function, [.string(text)])
        }
        isStarted = true
        if result.isUndefined { return nil }
        upcoming = result.member("next")
        guard let start = result.member("start").double, let end = result.member("end").double,
            case .string(let matched) = result.member("match"), result.member("groups").isArray,
            upcoming?.isFunction == true, start >= 0, start <= end, end <= Double(units.units.count)
        else { throw Failure("T1010") }
        return Match(
            text: matched, start: Int(start), end: Int(end), groups: result.member("groups").items, value: result)
    }
}
