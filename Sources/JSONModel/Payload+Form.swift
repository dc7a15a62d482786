/// How a payload keeps its text: for whoever stores payloads and has to give back the same ones.
extension Payload {
    /// Where the text is.
    package enum Form {
        /// The text is the compact text of the value.
        case compact
        /// The text was given.
        case verbatim
        /// The texts of these parts between `[`, `,` and `]`.
        case splice([Payload])
    }

    /// Equal for two payloads that are one; of use only while both are alive.
    package var identity: ObjectIdentifier { ObjectIdentifier(storage) }

    package var form: Form {
        switch storage.text {
        case .compact: .compact
        case .verbatim: .verbatim
        case .joined(let parts, _), .splice(let parts, _): .splice(parts)
        }
    }
}
