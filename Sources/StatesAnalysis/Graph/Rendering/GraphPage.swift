import JSONModel
import StatesLanguage

/// The drawing as one HTML file that needs no network: pan, zoom, click a state for what happened there.
///
/// States can be reached by the keyboard and have names for screen readers; the list beside the drawing has them as
/// text, and works without scripts.
public struct GraphPage {
    private let graph: MachineGraph
    private let layout: GraphLayout
    private let overlay: GraphOverlay?
    private let title: String

    /// Payloads longer than this are cut in the page.
    private static let maximumPayloadBytes = 20_000

    public init(_ graph: MachineGraph, layout: GraphLayout, overlay: GraphOverlay?, title: String) {
        self.graph = graph
        self.layout = layout
        self.overlay = overlay
        self.title = title
    }

    public var html: String {
        let title = self.title.escapedForMarkup()
        var out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>\(title)</title>\n"
        out += "<meta http-equiv=\"Content-Security-Policy\" "
        out += "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        out += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        out += "<style>\n\(Self.style)\(GraphStyle.shape)\(GraphStyle.light.css())"
        out += "@media (prefers-color-scheme:dark){\n\(GraphStyle.dark.css(":root:not([data-theme=light])"))}\n"
        out += "\(GraphStyle.dark.css(":root[data-theme=dark]"))</style>\n</head>\n<body>\n"
        out += header(title)
        out += "<main>\n<div id=\"stage\"><svg id=\"drawing\" viewBox=\"0 0 \(layout.width) \(layout.height)\" "
        out += "tabindex=\"0\" role=\"group\" aria-label=\"Drawing of \(title); arrow keys move it, "
        out += "plus and minus zoom\">\n"
        out += SVGWriter(layout: layout, overlay: overlay, isInteractive: true).content()
        out += "</svg></div>\n<aside>\n<section id=\"details\" aria-live=\"polite\" aria-label=\"Details\">\n"
        out += "<p class=\"hint\">Choose a state: click it, or press Enter on it.</p></section>\n"
        out += "<nav aria-label=\"States\"><h2>States</h2>\n<ol>\n"
        var index = 0
        write(graph.scope, &index, to: &out)
        out += "</ol></nav>\n</aside>\n</main>\n<script type=\"application/json\" id=\"data\">\(data)</script>\n"
        return out + "<script>\n\(Self.script)</script>\n</body>\n</html>\n"
    }

    private func header(_ title: String) -> String {
        var out = "<header><h1>\(title)</h1>"
        if let caption = overlay?.caption { out += "<p id=\"caption\">\(caption.escapedForMarkup())</p>" }
        out += "<div class=\"tools\" role=\"group\" aria-label=\"View\">"
        for (id, label, sign) in [
            ("zoom-in", "Zoom in", "+"), ("zoom-out", "Zoom out", "−"), ("fit", "Fit the window", "Fit"),
            ("theme", "Light or dark", "◐"),
        ] {
            out += "<button id=\"\(id)\" aria-label=\"\(label)\" title=\"\(label)\">\(sign)</button>"
        }
        return out + "</div></header>\n"
    }

    /// What a screen reader says: `Pay: Task, payments:charge, failed, ✗ 2 attempts Declined`.
    static func words(_ state: MachineGraph.State, _ overlay: GraphOverlay?) -> String {
        var words = [state.type.rawValue]
        if let detail = state.detail { words.append(detail) }
        if let overlay {
            let mark = overlay.marks[state.name]
            words += mark.map { [$0.status.rawValue, $0.note].filter { !$0.isEmpty } } ?? ["not reached"]
        }
        if state.isEnd { words.append("ends here") }
        return "\(state.name): \(words.joined(separator: ", "))"
    }

    private func write(_ scope: MachineGraph.Scope, _ index: inout Int, to out: inout String) {
        for state in scope.states {
            let status = overlay?.status(state.name).rawValue
            out += "<li\(status.map { " class=\"was-\($0)\"" } ?? "")><button data-state=\"\(index)\">"
            out += "<b>\(state.name.escapedForMarkup())</b> "
            let about = [state.type.rawValue, state.detail].compactMap { $0 } + overlay.notes(of: state)
            out += "<span>\(about.joined(separator: " · ").escapedForMarkup())</span></button>"
            index += 1
            for inner in state.scopes {
                out += "<p>\((inner.title ?? "").escapedForMarkup())</p><ol>\n"
                write(inner, &index, to: &out)
                out += "</ol>"
            }
            out += "</li>\n"
        }
    }

    // MARK: Data

    /// What the script shows of each state, in the order of `graph.states`.
    private var data: String {
        var edges: [String: [JSONValue]] = [:]
        for edge in graph.scope.allEdges {
            var member: JSONObject = ["to": .string(edge.to), "kind": .string(edge.kind.rawValue)]
            if !edge.labels.isEmpty { member["labels"] = .array(JSONArray(edge.labels.map(JSONValue.string))) }
            if let overlay { member["taken"] = .int(overlay.count(edge)) }
            edges[edge.from, default: []].append(.object(member))
        }
        let states = graph.states.map { state in
            var member: JSONObject = ["name": .string(state.name), "type": .string(state.type.rawValue)]
            if let detail = state.detail { member["detail"] = .string(detail) }
            if let comment = state.comment { member["comment"] = .string(comment) }
            member["retries"] = .array(JSONArray(state.retries.map(JSONValue.string)))
            member["ways"] = .array(JSONArray(edges[state.name] ?? []))
            if let overlay {
                member["status"] = .string(overlay.status(state.name).rawValue)
                if let mark = overlay.marks[state.name] {
                    member["count"] = .int(mark.count)
                    member["remarks"] = .array(JSONArray(mark.remarks.map(JSONValue.string)))
                    member["runs"] = .array(JSONArray(mark.runs.map(Self.json)))
                }
            }
            return JSONValue.object(member)
        }
        // No text in it may end the element, or start a comment in it.
        var out = ""
        for scalar in JSONValue.array(JSONArray(states)).description.unicodeScalars {
            if scalar == "<" { out += "\\u003c" } else { out.unicodeScalars.append(scalar) }
        }
        return out
    }

    private static func json(_ run: GraphOverlay.Run) -> JSONValue {
        var member: JSONObject = ["status": .string(run.status.rawValue)]
        let texts = [("entered", run.entered), ("exited", run.exited)]
        for (name, text) in texts { if let text { member[name] = .string(text) } }
        for (name, text) in [("input", run.input), ("output", run.output)] {
            guard let text else { continue }
            let isLong = text.utf8.count > maximumPayloadBytes
            member[name] = .string(
                isLong ? String(decoding: text.utf8.prefix(maximumPayloadBytes), as: UTF8.self) : text)
            if isLong { member[name + "Bytes"] = .int(text.utf8.count) }
        }
        member["attempts"] = .array(
            JSONArray(
                run.attempts.map { attempt in
                    var member: JSONObject = [:]
                    let texts = [
                        ("scheduled", attempt.scheduled), ("ended", attempt.ended), ("outcome", attempt.outcome),
                        ("error", attempt.error), ("cause", attempt.cause),
                    ]
                    for (name, text) in texts { if let text { member[name] = .string(text) } }
                    return .object(member)
                }))
        return .object(member)
    }
}
