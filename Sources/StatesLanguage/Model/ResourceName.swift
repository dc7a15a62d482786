/// What machines, executions and activities may be called.
///
/// - Source: AWS Step Functions API, CreateStateMachine, `name`.
public enum ResourceName {
    /// Whether `name` has 1 to 80 characters, none of them forbidden.
    public static func isValid(_ name: String) -> Bool {
        (1...80).contains(name.unicodeScalars.count) && !hasForbiddenCharacter(name)
    }

    /// White space, brackets, wildcards, some punctuation and control characters are.
    public static func hasForbiddenCharacter(_ name: String) -> Bool {
        name.unicodeScalars.contains { scalar in
            scalar.value <= 0x1F || (0x7F...0x9F).contains(scalar.value) || scalar.properties.isWhitespace
                || ##"<>{}[]?*"#\%^|~`$&,;:/"##.unicodeScalars.contains(scalar)
        }
    }
}
