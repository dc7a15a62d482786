import Diagnostics
import StatesLanguage
import Testing

@Suite struct RuleTests {
    @Test(arguments: RuleCase.fields + RuleCase.numbers + RuleCase.sets) func fields(_ testCase: RuleCase) {
        check(testCase)
    }

    @Test(arguments: RuleCase.flow + RuleCase.errors + RuleCase.choices) func flow(_ testCase: RuleCase) {
        check(testCase)
    }

    @Test(arguments: RuleCase.expressions + RuleCase.variables + RuleCase.warnings + RuleCase.languages)
    func expressions(_ testCase: RuleCase) {
        check(testCase)
    }

    @Test(arguments: RuleCase.jsonata) func jsonata(_ testCase: RuleCase) { check(testCase) }

    @Test(arguments: RuleCase.resources + RuleCase.distributedMaps) func resources(_ testCase: RuleCase) {
        check(testCase)
    }

    @Test(arguments: RuleCase.syntax + RuleCase.substitutions + RuleCase.yaml) func syntax(_ testCase: RuleCase) {
        check(testCase)
    }

    @Test func everyCodeHasACase() {
        // Those who only read never get the one about substitutions; `ReadingTests` has it.
        let covered = Set(RuleCase.all.flatMap(\.codes)).union(["ASL1009"])
        let missing = DiagnosticCode.allOfDefinitions.map(\.rawValue).filter { !covered.contains($0) }
        #expect(missing.isEmpty)
    }
}
