import Testing

/// The scanner on small samples: what is code, what is a string or a comment, and where functions begin and end.
struct SwiftTextTests {
    @Test(arguments: [
        ("a // b {\nc", ["a", "c"], []),
        ("a /* b /* c */ } */ d", ["a", "d"], []),
        ("a /* never closed", ["a"], []),
        (#"a "b // { \" c" d"#, ["a", "d"], [#"b // { \" c"#]),
        (#"a "b \(c + d("e)")) f" g"#, ["a", "c", "d", "g"], [#"b \(c + d("e)")) f"#, "e)"]),
        (#"a "\(b)\(c)" d"#, ["a", "b", "c", "d"], [#"\(b)\(c)"#]),
        (##"a #"b " \(c) \#(d) \"# e"##, ["a", "d", "e"], [##"b " \(c) \#(d) \"##]),
        ("a \"\"\"\n  b \"c\" // d\n  \\(e)\n  \"\"\" f", ["a", "e", "f"], ["\n  b \"c\" // d\n  \\(e)\n  "]),
        ("a #\"\"\"\n b \"\"\" c\n \"\"\"# d", ["a", "d"], ["\n b \"\"\" c\n "]),
        ("#if DEBUG\n#expect(a)", ["if", "DEBUG", "expect", "a"], []),
        ("a \"not closed\nb", ["a", "b"], ["not closed"]),
        (#"a """#, ["a"], [""]),
        (#"let s = "" + "x""#, ["let", "s"], ["", "x"]),
    ])
    func splits(text: String, words: [String], literals: [String]) {
        let swift = SwiftText(text)
        #expect(swift.words.map(\.text) == words)
        #expect(swift.literals.map(\.text) == literals)
        #expect(swift.code.count == text.utf8.count)
        #expect(swift.code.count { $0 == UInt8(ascii: "\n") } == text.utf8.count { $0 == UInt8(ascii: "\n") })
    }

    @Test func linesAreCounted() {
        let swift = SwiftText("a\nb\n\nc")
        #expect(swift.words.map { swift.line(at: $0.offset) } == [1, 2, 4])
        #expect(swift.line(at: 1) == 1)
    }

    @Test(arguments: [
        ("func f() {}", ["f:1"]),
        ("func f(a: () -> Void = {}) {\n}", ["f:2"]),
        ("func f(\n  a: Int\n)\n  -> [Int]\n  where T: P\n{\n  g()\n}", ["f:8"]),
        ("protocol P {\n  func f()\n  init(a: Int)\n  var x: Int { get }\n}", ["x:1"]),
        ("protocol P {\n  func f() -> Int\n}\nfunc g() {\n}", ["g:2"]),
        ("func f() { func g() {\n}\n}", ["f:3", "g:2"]),
        ("var x: Int {\n  1\n}\nvar y: [Int] = z { $0 }\nvar z = 1", ["x:3"]),
        ("if var x { }\nfor var y in z { }", []),
        ("init?(a: Int) {\n}\ndeinit {\n}\nsubscript(i: Int) -> Int {\n1\n}", ["init:2", "deinit:2", "subscript:3"]),
        ("let a = S.init(b) { }\nself.init(c)\n{ }", []),
        ("static func < (a: S, b: S) -> Bool {\n\"}\" // }\n}", ["a:3"]),
        ("func f() {\n  let s = \"\\(g { $0 })\"\n}", ["f:3"]),
        ("func `init`() {\n}", ["init:2"]),
    ])
    func findsFunctions(text: String, expected: [String]) {
        #expect(SwiftText(text).functions.map { "\($0.name):\($0.lineCount)" } == expected)
    }

    @Test func functionsKnowTheirLine() {
        let functions = SwiftText("struct S {\n\n    func f() {}\n    var x: Int { 1 }\n}").functions
        #expect(functions.map(\.line) == [3, 4])
    }

    @Test func findsImports() {
        let text = """
            import A
            public import struct B.C
            @testable import D
            @preconcurrency internal import E
            // import F
            let a = b.import(g)
            """
        #expect(SwiftText(text).imports.map { "\($0.module):\($0.line)" } == ["A:1", "B:2", "D:3", "E:4"])
    }

    @Test func findsWholeWords() {
        let swift = SwiftText("lock block lock.lock() Task { } Task  { } xTask { } a.random(in: b) random(")
        #expect(swift.occurrences(of: "lock") == [0, 11, 16])
        #expect(swift.occurrences(of: "Task {").count == 1)
        #expect(swift.occurrences(of: ".random(").count == 1)
        #expect(swift.occurrences(of: "missing").isEmpty)
    }
}
