public import Diagnostics
public import JSONModel
public import StatesLanguage

/// A state machine in a template.
public struct TemplateMachine: Sendable {
    /// Its logical id, or its key.
    public let name: String
    /// `Name` or `StateMachineName`, where that is a plain text.
    public let deployedName: String?
    /// `Type` or `StateMachineType`.
    public let type: StateMachineType?

    private let fields: TemplateFields
    private let source: SourceText
    private let isJSON: Bool
    private let functions: TemplateFunctions

    init(
        _ name: String, _ fields: TemplateFields, in source: SourceText, isJSON: Bool, _ functions: TemplateFunctions
    ) {
        self.name = name
        self.fields = fields
        self.source = source
        self.isJSON = isJSON
        self.functions = functions
        deployedName = fields.name?.text.flatMap { $0.contains("${") ? nil : $0 }
        type = fields.type?.text.flatMap { StateMachineType(rawValue: $0.uppercased()) }
    }

    /// Where the definition is.
    public enum Place: Hashable, Sendable {
        case inTemplate
        /// In another file: a path below the template's folder.
        case file(String)
        /// Nowhere that can be read; one sentence without a full stop.
        case unreadable(String, SourceSpan)
    }

    public var place: Place {
        if fields.definition != nil { return .inTemplate }
        guard let location = fields.location else {
            return .unreadable("the state machine “\(name)” has no definition", fields.span)
        }
        guard let text = location.text else {
            return .unreadable("the definition of “\(name)” is in S3: give the local file in its place", location.span)
        }
        if text.hasPrefix("${file("), text.hasSuffix(")}") { return .file(String(text.dropFirst(7).dropLast(2))) }
        if text.hasPrefix("s3://") || text.hasPrefix("https://") {
            return .unreadable(
                "the definition of “\(name)” is at \(text): give the local file in its place", location.span)
        }
        return .file(text)
    }

    /// What the template's `DefinitionSubstitutions` and the given values fill; the given ones win.
    public func substitutions(_ given: [String: String]) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in fields.substitutions?.members ?? [] {
            values[name] = functions.text(of: value) ?? value.scalarText
        }
        // A value that is not known stays a placeholder under the name that the definition has for it.
        values = values.filter { !$0.value.hasPrefix("${") }
        return values.merging(given) { $1 }
    }

    /// Reads the definition that stands in the template; its diagnostics point into the template.
    ///
    /// - Parameter given: values for placeholders.
    public func read(substituting given: [String: String], options: ReadingOptions) -> SubstitutedDefinition? {
        guard let definition = fields.definition else { return nil }
        let values = PlaceholderValues(values: substitutions(given))
        if let text = functions.mapped(definition, in: source.bytes, isJSON: isJSON) {
            return SubstitutedDefinition(text, of: source, isYAML: text.startsAsYAML, values, .plain, options)
        }
        let node = values.filled(functions.resolved(definition))
        return SubstitutedDefinition(
            source: source, json: node.value.description,
            reading: StateMachine.read(node: node, of: source, isJSON: isJSON, options: options), origin: .node(node))
    }
}

/// A definition whose placeholders were filled.
public struct SubstitutedDefinition: Sendable {
    /// What diagnostics point into: the text as people wrote it.
    public var source: SourceText
    /// The definition as JSON.
    public var json: String
    public var reading: DefinitionReading
    private let origin: Origin

    /// What the definition was read from.
    fileprivate enum Origin: Sendable {
        case node(JSONNode)
        case text(MappedText, isYAML: Bool)
    }

    /// The definition with the places of its parts in `source`; `nil` if it is neither JSON nor YAML.
    public var node: JSONNode? {
        switch origin {
        case .node(let node): return node
        case .text(let text, let isYAML):
            let inner = SourceText(name: source.name, bytes: text.bytes)
            let node = isYAML ? YAMLDefinition.node(of: inner).node : try? JSONParser.parseNode(text.bytes)
            return node.map { text.moved($0) }
        }
    }

    /// Reads a definition with placeholders.
    ///
    /// - Parameters:
    ///   - isTerraform: it is for Terraform's `templatefile`, where `$${` is the text `${`.
    public static func read(
        _ source: SourceText, isYAML: Bool, substituting values: [String: String], isTerraform: Bool = false,
        options: ReadingOptions = .init()
    ) -> SubstitutedDefinition {
        SubstitutedDefinition(
            MappedText(whole: source.bytes), of: source, isYAML: isYAML, PlaceholderValues(values: values),
            isTerraform ? .terraform : .plain, options)
    }

    fileprivate init(source: SourceText, json: String, reading: DefinitionReading, origin: Origin) {
        self.source = source
        self.json = json
        self.reading = reading
        self.origin = origin
    }

    fileprivate init(
        _ text: MappedText, of source: SourceText, isYAML: Bool, _ values: PlaceholderValues,
        _ spelling: PlaceholderValues.Spelling, _ options: ReadingOptions
    ) {
        let filled = values.filled(text, spelling, quotesOthers: !isYAML)
        let inner = SourceText(name: source.name, bytes: filled.bytes)
        var reading =
            isYAML ? YAMLDefinition.read(inner, options: options) : StateMachine.read(inner, options: options)
        reading.diagnostics = filled.moved(reading.diagnostics)
        for index in reading.substitutions.indices {
            reading.substitutions[index].span = filled.place(of: reading.substitutions[index].span)
        }
        let json = isYAML ? YAMLDefinition.json(inner) : nil
        self.init(
            source: source, json: json ?? String(decoding: filled.bytes, as: UTF8.self), reading: reading,
            origin: .text(filled, isYAML: isYAML))
    }
}

extension MappedText {
    /// Whether a definition that is a text in a template is YAML: JSON begins with its brace.
    fileprivate var startsAsYAML: Bool {
        bytes.first { $0 > 0x20 }.map { $0 != UInt8(ascii: "{") } ?? false
    }
}
