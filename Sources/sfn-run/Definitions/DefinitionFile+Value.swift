import Diagnostics
import JSONModel
import StatesAnalysis
import StatesLanguage

extension DefinitionFile {
    /// The definition as it is written; substitutions may be open, errors may not.
    func value() throws -> JSONValue {
        if reading.hasErrors { _ = try machine() }
        do {
            return try JSONParser.parse(json)
        } catch {
            throw RunProblem(error, in: source)
        }
    }

    /// The states and the ways between them.
    func graph() throws -> MachineGraph {
        guard let graph = MachineGraph(try value()) else {
            throw RunProblem(source.name, "is no definition of a state machine")
        }
        return graph
    }
}

extension Console {
    /// Runs `body`; what is wrong with a file is told, and ends the program.
    func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let problem as RunProblem {
            complain(problem.text)
            throw ExitStatus.couldNotRun
        } catch let problem as DefinitionProblem {
            complain(problem.text(colour: errorStyle.colour))
            throw ExitStatus.couldNotRun
        }
    }
}
