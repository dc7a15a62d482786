import StatesLanguage

/// The commands of a session, and how they are found.
enum StepCommands: String, CaseIterable {
    case step, next, `continue`, back, until, restart, goto
    case `break`, delete
    case `where`, print, input, output, variables, context, history, diff, list
    case set, result, fail, time
    case save, help, quit

    /// What it takes, and what it does.
    var manual: (arguments: String, text: String) {
        switch self {
        case .step: ("[N]", "to where the next state is entered, or something fails")
        case .next: ("[N]", "the same, over what branches and iterations do")
        case .continue: ("", "to a breakpoint, a task that nobody answers, or the end")
        case .back: ("[N]", "back over a step")
        case .until: ("STATE", "to where STATE is entered")
        case .restart: ("", "back to the start; answers given are kept")
        case .goto: ("EVENT", "to just after the event of that number, back or on")
        case .break:
            ("[STATE|task|error|retry|EXPRESSION]", "stops there; alone, lists them")
        case .delete: ("N", "removes a breakpoint")
        case .where: ("", "where the execution is, branches and iterations as a tree")
        case .print: ("[PATH|JSONATA]", "the input of the state, or a value made of it")
        case .input: ("", "the input of the state, or its output once it is left")
        case .output: ("", "what the last state that was left here gave, or the execution")
        case .variables: ("", "the variables in reach")
        case .context: ("", "the context object")
        case .history: ("[N]", "the last N events, 20 when left out")
        case .diff: ("", "what the last state that was left here changed")
        case .list: ("[STATE]", "the definition around here")
        case .set: ("VARIABLE JSON", "gives a variable another value; what came after is dropped")
        case .result: ("[of STATE] JSON", "answers the task that waits")
        case .fail: ("[of STATE] ERROR [CAUSE]", "lets the task that waits fail")
        case .time: ("+DURATION", "lets time pass: +90s, +5m, +1h, +2d")
        case .save: ("FILE", "writes the answers that tasks got as a mock file")
        case .help: ("[COMMAND]", "lists the commands")
        case .quit: ("", "ends the session")
        }
    }

    /// The command that `word` begins, the first one in the order above.
    static func named(_ word: String) throws(StepSession.Complaint) -> StepCommands? {
        if let exact = StepCommands(rawValue: word) { return exact }
        if let command = allCases.first(where: { $0.rawValue.hasPrefix(word) }) { return command }
        let nearest = Suggestion.nearest(to: word, among: allCases.map(\.rawValue))
        let hint = nearest.map { "did you mean \($0)?" } ?? "help lists the commands"
        throw StepSession.Complaint(message: "there is no command “\(word)”; \(hint)")
    }

    /// Whether an empty line does the command again.
    static func repeats(_ text: String) -> Bool {
        guard let command = try? named(text.cutAtSpace.word) else { return false }
        switch command {
        case .step, .next, .continue, .back, .list: return true
        default: return false
        }
    }
}
