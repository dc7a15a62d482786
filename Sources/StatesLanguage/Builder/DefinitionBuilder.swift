/// Collects the parts of a definition in the order in which they are written: states, rules of a Choice state, branches
/// of a Parallel state.
@resultBuilder
public enum DefinitionBuilder<Element> {
    public static func buildExpression(_ element: Element) -> [Element] { [element] }
    /// What a function made that is itself marked with this builder.
    public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
    public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap(\.self) }
    public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
    public static func buildEither(first part: [Element]) -> [Element] { part }
    public static func buildEither(second part: [Element]) -> [Element] { part }
    public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap(\.self) }
    public static func buildLimitedAvailability(_ part: [Element]) -> [Element] { part }
}

extension DefinitionBuilder where Element == StateSource {
    public static func buildExpression(_ state: some StateDefinition) -> [StateSource] { [state.source] }
}
