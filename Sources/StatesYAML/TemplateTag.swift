import Yams

/// CloudFormation's functions in their short form: texts, or `${…}` for what is known only when they are evaluated.
enum TemplateTag {
    /// `!Sub` keeps its text, `!Ref Pay` is `${Pay}`, `!GetAtt Pay.Arn` is `${Pay.Arn}`; a tag of YAML itself or an
    /// unknown one changes nothing.
    static func text(_ scalar: Node.Scalar) -> String {
        switch scalar.tag.rawValue {
        case "!Ref", "!GetAtt", "!ImportValue": "${\(scalar.string)}"
        default: scalar.string
        }
    }

    /// `!GetAtt [Pay, Arn]` is `${Pay.Arn}`, `!Sub [text, …]` its text, any other function `${Join}` …
    ///
    /// - Returns: `nil` for a plain sequence.
    static func text(_ sequence: Node.Sequence) -> String? {
        let tag = sequence.tag.rawValue
        guard tag.hasPrefix("!"), tag.utf8.count > 1 else { return nil }
        let texts = sequence.compactMap(\.scalar?.string)
        return switch tag {
        case "!GetAtt": "${\(texts.joined(separator: "."))}"
        case "!Sub": texts.first ?? ""
        default: "${\(tag.dropFirst())}"
        }
    }

    /// The long form's name of a function: `Fn::Sub` for `!Sub`; `nil` for other tags.
    static func function(_ tag: String) -> String? {
        guard tag.hasPrefix("!"), !tag.hasPrefix("!!"), tag.utf8.count > 1 else { return nil }
        return tag == "!Ref" || tag == "!Condition" ? String(tag.dropFirst()) : "Fn::\(tag.dropFirst())"
    }
}
