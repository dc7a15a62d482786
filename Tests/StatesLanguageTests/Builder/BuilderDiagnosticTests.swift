import Diagnostics
import JSONModel
import StatesLanguage
import Testing

/// What is wrong with a definition written in Swift is said as for a file.
@Suite struct BuilderDiagnosticTests {
    /// Codes and what their spans cover.
    private func found(_ definition: StateMachineDefinition) -> [String] {
        let bytes = definition.source().bytes
        return StateMachine.read(definition).diagnostics.map { diagnostic in
            let text = String(decoding: bytes[diagnostic.span.start..<diagnostic.span.end], as: UTF8.self)
            return "\(diagnostic.code.rawValue) \(diagnostic.location ?? "") \(text)"
        }
    }

    @Test func unknownReferences() {
        let definition = StateMachineDefinition {
            State.Task("Pay", resource: "${Pay}").catch(.all, next: "Failde")
            State.Choice("Paid?") { When("$.paid", .booleanEquals(true), next: "Ship") }.default("Wait")
            State.Pass("Last").next("Nowhere")
            State.Fail("Failed")
        }
        #expect(
            found(definition) == [
                #"MISSING_TRANSITION_TARGET /States/Pay/Catch[0]/Next "Failde""#,
                #"MISSING_TRANSITION_TARGET /States/Paid?/Choices[0]/Next "Ship""#,
                #"MISSING_TRANSITION_TARGET /States/Paid?/Default "Wait""#,
                #"MISSING_TRANSITION_TARGET /States/Last "Last""#,
                #"MISSING_TRANSITION_TARGET /States/Last/Next "Nowhere""#,
                #"MISSING_TRANSITION_TARGET /States/Failed "Failed""#,
            ])
        let notes = StateMachine.read(definition).diagnostics.flatMap(\.notes).map(\.message)
        #expect(notes.contains("did you mean “Failed”?"))
    }

    @Test func unreachable() {
        let definition = StateMachineDefinition {
            State.Pass("A").next("C")
            State.Pass("B")
            State.Pass("C")
        }
        #expect(found(definition) == [#"MISSING_TRANSITION_TARGET /States/B "B""#])
    }

    @Test func duplicateNames() {
        let definition = StateMachineDefinition {
            State.Pass("A")
            State.Parallel("B") { Branch { State.Pass("A") } }
            State.Pass("B")
        }
        #expect(
            found(definition) == [
                #"DUPLICATE_STATE_NAME /States/B/Branches[0]/States/A "A""#, #"ASL1001 /States/B "B""#,
            ])
    }

    @Test func startAtNames() {
        let definition = StateMachineDefinition(startAt: "B") { State.Pass("A") }
        #expect(found(definition) == [#"MISSING_TRANSITION_TARGET /StartAt "B""#])
        let nothing = StateMachineDefinition {}
        #expect(found(nothing) == ["SCHEMA_VALIDATION_FAILED / {", "SCHEMA_VALIDATION_FAILED /States {}"])
    }

    @Test func fieldsOfTheOtherLanguage() {
        let definition = StateMachineDefinition {
            State.Task("A", resource: "${A}").arguments([:])
            State.Pass("B").queryLanguage(.jsonata).parameters([:]).field("Nxt", 1)
        }
        #expect(
            found(definition) == [
                #"SCHEMA_VALIDATION_FAILED /States/A "Arguments""#,
                #"SCHEMA_VALIDATION_FAILED /States/B "Parameters""#,
                #"SCHEMA_VALIDATION_FAILED /States/B "Nxt""#,
            ])
    }

    /// The language has no way to say it.
    @Test func pathsOfArrays() {
        let definition = StateMachineDefinition { State.Pass("A").parameters(["a": [.path("$.b")]]) }
        #expect(found(definition) == [#"NO_DOLLAR /States/A/Parameters/a[0] "$.b""#])
    }

    /// An expression that is wrong is wrong at its place in the text.
    @Test func expressions() {
        let definition = StateMachineDefinition(queryLanguage: .jsonata) {
            State.Pass("A").output(["a": .expression("$states.result")])
        }
        #expect(found(definition) == ["UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output/a $states"])
    }

    @Test func allAreThrownAtOnce() {
        let definition = StateMachineDefinition {
            State.Pass("A").inputPath("$[").outputPath("]")
        }
        let error = #expect(throws: DefinitionError.self) { try StateMachine(definition) }
        #expect(error?.diagnostics.count == 2)
    }

    @Test func optionsCount() {
        let definition = StateMachineDefinition {
            State.Map("A", mode: .distributed(.express)) { State.Pass("B") }
        }
        #expect(!StateMachine.read(definition).hasErrors)
        #expect(StateMachine.read(definition, options: ReadingOptions(stateMachineType: .express)).hasErrors)
    }
}
