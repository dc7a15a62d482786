/// Colours of a drawing.
struct GraphStyle {
    var paper: String
    var ink: String
    var faint: String
    var line: String
    var box: String
    var border: String
    var composite: String
    var region: String
    var caught: String
    /// Border and fill, by status.
    var status: [GraphOverlay.Status: (border: String, fill: String)]

    static let light = GraphStyle(
        paper: "#ffffff", ink: "#1d2430", faint: "#5b6472", line: "#7a8494", box: "#ffffff", border: "#9aa4b4",
        composite: "#5b6f9a14", region: "#b3bccb", caught: "#c0392b",
        status: [
            .failed: ("#c62828", "#fde4e1"), .aborted: ("#6b5b95", "#ece7f5"), .running: ("#1565c0", "#e1edfc"),
            .caught: ("#b26a00", "#fff1d6"), .succeeded: ("#2e7d32", "#e2f4e4"), .unvisited: ("#c9cfd8", "#f7f8fa"),
            .covered: ("#2e7d32", "#e2f4e4"), .partly: ("#b26a00", "#fff1d6"),
            .added: ("#2e7d32", "#e2f4e4"), .removed: ("#c62828", "#fde4e1"), .changed: ("#b26a00", "#fff1d6"),
        ])

    static let dark = GraphStyle(
        paper: "#14181f", ink: "#e8ebf0", faint: "#a3adbb", line: "#7f8a9b", box: "#1f2630", border: "#566173",
        composite: "#8fa8dd14", region: "#465062", caught: "#ff8a7a",
        status: [
            .failed: ("#ff6b5e", "#4a2220"), .aborted: ("#b39ddb", "#332c45"), .running: ("#64b5f6", "#1b3350"),
            .caught: ("#ffb74d", "#463312"), .succeeded: ("#66bb6a", "#1c3a22"), .unvisited: ("#3a4352", "#1a1f27"),
            .covered: ("#66bb6a", "#1c3a22"), .partly: ("#ffb74d", "#463312"),
            .added: ("#66bb6a", "#1c3a22"), .removed: ("#ff6b5e", "#4a2220"), .changed: ("#ffb74d", "#463312"),
        ])

    /// Rules, each selector behind `scope`.
    func css(_ scope: String = "") -> String {
        var rules = [
            ".paper{fill:\(paper)}", ".box{fill:\(box);stroke:\(border)}", ".outer>.box{fill:\(composite)}",
            ".region{stroke:\(region)}", ".name{fill:\(ink)}", ".detail,.retry,.title,.label,.note{fill:\(faint)}",
            ".way{stroke:\(line)}", ".head,.start{fill:\(line)}", ".end{stroke:\(border);fill:\(border)}",
            ".back{fill:\(paper)}", ".caught>.way{stroke:\(caught)}", ".caught>.head,.caught>.label{fill:\(caught)}",
        ]
        for status in GraphOverlay.Status.allCases {
            guard let colours = self.status[status] else { continue }
            let name = ".is-\(status.rawValue)"
            rules.append("\(name)>.box{stroke:\(colours.border);fill:\(colours.fill)}")
            rules.append("\(name).outer>.box{fill:\(colours.fill)66}")
            rules.append("\(name)>.note{fill:\(colours.border)}")
        }
        rules.append(".is-unvisited>.name{fill:\(faint)}")
        rules.append(".taken>.way{stroke:\(ink)}")
        rules.append(".taken>.head{fill:\(ink)}")
        if let removed = status[.removed] {
            rules.append(".gone>.way{stroke:\(removed.border)}")
            rules.append(".gone>.head,.gone>.label{fill:\(removed.border)}")
        }
        return rules.map { scope.isEmpty ? $0 : Self.scoped($0, scope) }.joined(separator: "\n") + "\n"
    }

    /// `.a,.b{…}` → `scope .a,scope .b{…}`
    private static func scoped(_ rule: String, _ scope: String) -> String {
        let parts = rule.split(separator: "{", maxSplits: 1)
        guard parts.count == 2 else { return rule }
        let selectors = parts[0].split(separator: ",").map { "\(scope) \($0)" }.joined(separator: ",")
        return "\(selectors){\(parts[1])"
    }

    /// What both schemes share.
    static let shape = """
        text{font-family:\(TextMetrics.fontFamily)}
        .box{stroke-width:1.5}
        .region{fill:none;stroke-dasharray:4 3}
        .name{font-size:\(Int(BoxLayout.name.size))px;font-weight:600}
        .detail,.retry,.title,.note,.label{font-size:\(Int(BoxLayout.detail.size))px}
        .note{font-weight:600}
        .way{fill:none;stroke-width:1.4}
        .caught>.way{stroke-dasharray:5 3}
        .taken>.way{stroke-width:2.4}
        .gone>.way{stroke-dasharray:1 4;stroke-linecap:round}
        .gone>.label,.is-removed>.name{text-decoration:line-through}
        .end{stroke-width:1.5}
        .label{text-anchor:middle}
        .place{fill:none;pointer-events:all}

        """
}
