public import Diagnostics
package import JSONModel

extension StateMachine {
    /// Reads a definition written in JSON: the machine if there is one, and all diagnostics.
    public static func read(_ source: SourceText, options: ReadingOptions = .init()) -> DefinitionReading {
        if source.bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            return DefinitionReading(machine: nil, diagnostics: [.definitionIsNoObject(at: SourceSpan(at: 0))])
        }
        do {
            let node = try JSONParser.parseNode(source.bytes)
            return read(node: node, of: source, isJSON: true, options: options)
        } catch {
            return DefinitionReading(machine: nil, diagnostics: [.invalidJSON(error, in: source)])
        }
    }

    /// The machine that `json` describes.
    ///
    /// - Throws: all diagnostics at once, if one of them is an error or a substitution is left to fill.
    public init(json: String, options: ReadingOptions = .init()) throws(DefinitionError) {
        try self.init(json: Array(json.utf8), options: options)
    }

    /// The machine that `json` describes.
    ///
    /// - Throws: all diagnostics at once, if one of them is an error or a substitution is left to fill.
    public init(json: [UInt8], options: ReadingOptions = .init()) throws(DefinitionError) {
        self = try Self.read(SourceText(name: "definition", bytes: json), options: options).get()
    }

    /// Reads a definition that a parser, of JSON or of YAML, has turned into nodes.
    ///
    /// - Parameter found: diagnostics of that parser, to be sorted in.
    package static func read(
        node: JSONNode, of source: SourceText, isJSON: Bool, options: ReadingOptions = .init(),
        found: [Diagnostic] = []
    ) -> DefinitionReading {
        var decoder = DefinitionDecoder(options: options, source: source.bytes, isJSON: isJSON)
        for diagnostic in found { decoder.report(diagnostic) }
        let machine = decoder.machine(options.loneStateName.map { node.asState($0) } ?? node)
        return decoder.reading(machine)
    }
}

extension JSONNode {
    /// The machine that has this state alone.
    fileprivate func asState(_ name: String) -> JSONNode {
        let place = SourceSpan(at: span.start)
        func member(_ key: String, _ value: JSONNode) -> Member { Member(key: key, keySpan: place, value: value) }
        let states = JSONNode(kind: .object([member(name, self)]), span: span)
        let start = JSONNode(kind: .string(name), span: place)
        return JSONNode(kind: .object([member("StartAt", start), member("States", states)]), span: span)
    }
}

extension DefinitionReading {
    /// The machine.
    ///
    /// - Throws: all diagnostics at once, if one of them is an error or a substitution is left to fill.
    public func get() throws(DefinitionError) -> StateMachine {
        if let machine { return machine }
        let unfilled = substitutions.map { Diagnostic.unfilledSubstitution($0) }
        throw DefinitionError(diagnostics: (diagnostics + unfilled).sortedByPosition())
    }
}

extension [Diagnostic] {
    /// By place; at one place in the order in which they were found.
    func sortedByPosition() -> [Diagnostic] {
        enumerated()
            .sorted { ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset) }
            .map(\.element)
    }
}
