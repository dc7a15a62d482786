extension Builtins {
    static let strings: [Builtin] = [
        Builtin("string", "<x-b?:s>") { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            var isPretty = false
            if case .bool(true) = call[1] { isPretty = true }
            let text = try JSONText.string(of: call[0], dialect: call.run.dialect, isPretty: isPretty)
            try call.run.checkString(text)
            return .string(text)
        },
        Builtin("length", "<s-:n>") { (call) throws(Failure) in
            call.string(0).map { .number(Double($0.unicodeScalars.count)) } ?? .undefined
        },
        Builtin("substring", "<s-nn?:s>", arity: 3) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            return .string(Slice.slice(text, start: call.number(1) ?? 0, length: call.number(2)))
        },
        Builtin("substringBefore", "<s-s:s>", arity: 2) { (call) throws(Failure) in
            guard let text = call.string(0), let mark = call.string(1) else { return call[0] }
            guard let place = Search.first(mark, in: text) else { return call[0] }
            return .string(Search.part(of: text, 0..<place))
        },
        Builtin("substringAfter", "<s-s:s>", arity: 2) { (call) throws(Failure) in
            guard let text = call.string(0), let mark = call.string(1) else { return call[0] }
            guard let place = Search.first(mark, in: text) else { return call[0] }
            return .string(Search.part(of: text, (place + mark.utf8.count)..<text.utf8.count))
        },
        Builtin("lowercase", "<s-:s>") { (call) throws(Failure) in
            call.string(0).map { .string(UnitText.lower($0)) } ?? .undefined
        },
        Builtin("uppercase", "<s-:s>") { (call) throws(Failure) in
            call.string(0).map { .string(UnitText.upper($0)) } ?? .undefined
        },
        Builtin("trim", "<s-:s>") { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            let words = text.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            return .string(words.map { String(Substring($0)) }.joined(separator: " "))
        },
        Builtin("pad", "<s-ns?:s>", arity: 3) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            let width = (call.number(1) ?? 0).rounded(.towardZero)
            let missing = width.magnitude - Double(text.unicodeScalars.count)
            guard missing > 0 else { return .string(text) }
            guard missing <= Double(call.run.limits.stringBytes) else { throw call.run.tooLarge(missing) }
            let filler = call.string(2).flatMap { $0.isEmpty ? nil : $0 } ?? " "
            let padding = Pad.text(filler, count: Int(missing))
            return .string(width > 0 ? text + padding : padding + text)
        },
        Builtin("join", "<a<s>s?:s>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            let separator = call.string(1) ?? ""
            var result = ""
            var isFirst = true
            for item in call[0].items {
                if !isFirst { result += separator }
                isFirst = false
                if case .string(let text) = item { result += text }
                try call.run.checkString(result)
            }
            return .string(result)
        },
        Builtin("base64encode", "<s-:s>") { (call) throws(Failure) in
            call.string(0).map { .string(Latin1Base64.encode($0)) } ?? .undefined
        },
        Builtin("base64decode", "<s-:s>") { (call) throws(Failure) in
            call.string(0).map { .string(Latin1Base64.decode($0)) } ?? .undefined
        },
        url("encodeUrlComponent") { URLText.encodeComponent($0) },
        url("encodeUrl") { URLText.encode($0) },
        url("decodeUrlComponent") { try? URLText.decodeComponent($0) },
        url("decodeUrl") { try? URLText.decode($0) },
    ]

    private static func url(_ name: String, _ convert: @escaping @Sendable (String) -> String?) -> Builtin {
        Builtin(name, "<s-:s>") { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            guard !LoneSurrogate.isIn(text), let result = convert(text) else {
                let failure = Failure("D3140", value: call[0], details: [("functionName", .string(name))])
                failure.functionName = name
                throw failure
            }
            return .string(result)
        }
    }
}

/// Finds one string in another by bytes.
enum Search {
    /// The characters at these UTF-8 offsets.
    static func part(of text: String, _ range: Range<Int>) -> String {
        let bytes = text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<bytes.index(start, offsetBy: range.count)])
    }

    /// The UTF-8 offset of the first `mark` at or after `start`.
    static func first(_ mark: String, in text: String, from start: Int = 0) -> Int? {
        var text = text
        var mark = mark
        return text.withUTF8 { text in
            mark.withUTF8 { mark in first(mark, in: text, from: start) }
        }
    }

    static func first(_ mark: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int?
    {
        guard let head = mark.first else { return start <= text.count ? start : nil }
        var place = start
        while place + mark.count <= text.count {
            if text[place] == head {
                var offset = 1
                while offset < mark.count, text[place + offset] == mark[offset] { offset += 1 }
                if offset == mark.count { return place }
            }
            place += 1
        }
        return nil
    }
}

/// `$substring`: positions are code points.
enum Slice {
    static func slice(_ text: String, start: Double, length: Double?) -> String {
        let scalars = text.unicodeScalars
        let count = Double(scalars.count)
        let from = count + start < 0 ? 0 : start
        var end = count
        if let length {
            if length <= 0 { return "" }
            end = from >= 0 ? from + length : count + from + length
        }
        func place(_ position: Double) -> Int {
            let whole = position.isNaN ? 0 : position.rounded(.towardZero)
            return Int(max(0, min(count, whole < 0 ? count + whole : whole)))
        }
        let first = place(from)
        let last = place(end)
        guard first < last else { return "" }
        let low = scalars.index(scalars.startIndex, offsetBy: first)
        return String(scalars[low..<scalars.index(low, offsetBy: last - first)])
    }
}

/// `$pad`: a text of so many code points.
enum Pad {
    static func text(_ filler: String, count: Int) -> String {
        let scalars = Array(filler.unicodeScalars)
        if scalars.count == 1 { return String(repeating: filler, count: count) }
        var result = String.UnicodeScalarView()
        for index in 0..<count { result.append(scalars[index % scalars.count]) }
        return String(result)
    }
}
