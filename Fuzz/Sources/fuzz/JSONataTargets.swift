import JSONModel
import JSONata

/// Small, so that each run is short; also a runaway expression ends with an error.
private let limits = Limits(
    depth: 120, visits: 20_000, items: 20_000, stringBytes: 100_000, stackBytes: 400_000, sourceBytes: 100_000,
    nesting: 200)

/// Smaller still: what backtracks without end is most of what is found, and shows nothing more after a while.
private let searchLimits = Limits(depth: 120, visits: 4_000, stackBytes: 400_000)

private let input: JSONValue = [
    "items": [
        ["id": 1, "name": "anvil", "price": 12.5, "tags": ["a", "b"], "active": true],
        ["id": 2, "name": "rope", "price": 3, "tags": ["b"], "active": false],
        ["id": 3, "name": "éclair", "price": -0.5, "tags": [], "sub": ["deep": [[1, 2], [3]]]],
    ],
    "text": "The quick brown fox, 2024-02-29T12:34:56.789Z", "n": 7, "none": .null, "o": ["k": ["l": "m"]],
    "Account": ["Order": [["Product": ["SKU": "x", "Price": 2]], ["Product": [["SKU": "y", "Price": 3]]]]],
]

/// What one evaluation gives, in text: values and errors alike.
private func outcome(of expression: JSONataExpression) -> String {
    do throws(JSONataError) {
        let surroundings = Surroundings(now: 1_700_000_000_123, seed: 7)
        let given: JSONObject = ["x": [1, 2, 3], "states": ["input": input]]
        switch try expression.evaluate(input, surroundings: surroundings, variables: { given[$0] }) {
        case .value(let value):
            let text = value.description
            require(text.utf8.count == value.byteCount, "the length of a result is known before its text")
            require((try? JSONParser.parse(text)) != nil, "a result is JSON")
            return text
        case .undefined: return "undefined"
        case .function: return "function"
        }
    } catch {
        require(!error.message.isEmpty, "an error has words")
        if let range = error.utf8Range(in: expression.source) {
            require(range.upperBound <= expression.source.utf8.count, "an error has a place in the text")
        }
        return "\(error.code ?? "limit")"
    }
}

extension Target {
    /// Expressions in both dialects, compiled and evaluated twice.
    static let jsonata = Target(name: "jsonata", seeds: jsonataSeeds, words: jsonataWords) { pointer, count in
        let source = text(pointer, count)
        for dialect in [Dialect.jsonata, .stepFunctions] {
            let before = input.description
            do throws(JSONataError) {
                let expression = try JSONataExpression(source, dialect: dialect, limits: limits)
                require(outcome(of: expression) == outcome(of: expression), "an expression gives the same each time")
                let references = try ExpressionReferences(of: source, dialect: dialect, limits: limits)
                for use in references.variables + references.context + references.root {
                    require(use.utf8Range.upperBound <= source.utf8.count, "a reference has a place in the text")
                }
            } catch {
                require(!error.message.isEmpty, "an error has words")
                if let range = error.utf8Range(in: source) {
                    require(range.upperBound <= source.utf8.count, "an error has a place in the text")
                }
            }
            require(input.description == before, "evaluation does not change its input")
        }
        return 0
    }

    /// Regular expressions: up to the first line feed the pattern, behind it the text.
    static let regex = Target(
        name: "regex",
        seeds: [
            "a+b*?c{2,3}\naabcc", "(a|b)*\\1\nabab", "^\\w+@\\w+\\.\\w{2,}$\nx@example.com", "(?:a+)+$\naaaaaaaaaaaa!",
            "[^a-z\\d]+|\\u00e9\nÀÉé 12", "(?=a)(?!ab)a.\nac", "\\bfox\\B\nfoxes fox", "(?<n>x)\\k<n>\nxx",
            "(?<=a)b(?<!c)d\nabd", "[\\s\\S]*?,\na,b", "x{0}y{1,}?z{2}\nyyzz", "(a?)*?\n", "\\cA\\0\\x41\\t\nA",
        ],
        words: [
            "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "\\k<n>", "[", "]", "[^", "-", "|", "*", "+", "?",
            "*?", "{1,2}", "{2,}", "\\1", "\\2", "\\b", "\\B", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "^", "$",
            "\\u0041", "\\x41", "\\cA", "\\0", "\\/", "é", "\n",
        ]
    ) { pointer, count in
        let parts = text(pointer, count).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard let pattern = parts.first, !pattern.isEmpty else { return 0 }
        let subject = JSONValue.string(parts.count > 1 ? String(parts[1]) : "")
        let flags = ["", "i", "m"][count % 3]
        let source = "[$match($s, RE, 9), $replace($s, RE, \"<$0$1>\", 9), $split($s, RE), $contains($s, RE)]"
            .replacing("RE", with: "/\(pattern)/\(flags)")
        guard let expression = try? JSONataExpression(source, limits: searchLimits) else { return 0 }
        let first = try? expression.evaluate(nil, variables: { $0 == "s" ? subject : nil })
        let second = try? expression.evaluate(nil, variables: { $0 == "s" ? subject : nil })
        require(first == second, "a pattern matches the same each time")
        return 0
    }
}
