import Diagnostics
import JSONModel

// Texts that look like what they are not.
extension DefinitionDecoder {
    /// A path where a text is taken as it stands: `Cause` for `CausePath`, `StringEquals` for `StringEqualsPath`.
    mutating func warnIfPath(_ field: Field, _ text: String, _ language: QueryLanguage) {
        if language == .jsonPath, text.looksLikePath || text.looksLikeIntrinsic { report(.noPath(at: field)) }
    }

    /// `Result` is never evaluated.
    mutating func warnAboutStaticResult(_ field: Field) {
        if let object = field.object {
            for member in object.fields {
                if member.name.hasSuffix(".$") {
                    report(.staticResult(at: member))
                } else {
                    warnAboutStaticResult(member)
                }
            }
        } else if let elements = field.elements {
            for element in elements { warnAboutStaticResult(element) }
        } else if let text = field.string, text.looksLikePath || text.looksLikeIntrinsic {
            report(.staticResult(at: field))
        }
    }
}

extension String {
    /// `$.a`, `$['a']`, `$$.Execution`: nobody writes these for a price.
    var looksLikePath: Bool { ["$.", "$[", "$$.", "$$["].contains(where: hasPrefix) }

    /// `States.Format(…)`.
    var looksLikeIntrinsic: Bool { hasPrefix("States.") && hasSuffix(")") }

    /// Starts or ends as an expression does; a text that does only one of the two is a mistake.
    var looksLikeJSONata: Bool { hasPrefix("{%") || hasSuffix("%}") }
}
