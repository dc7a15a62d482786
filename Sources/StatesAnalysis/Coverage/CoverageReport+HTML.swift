import Diagnostics
import StatesLanguage

extension CoverageReport {
    /// One page that needs no network: a table of states per machine, what was never seen, and the definition with
    /// its lines coloured.
    public var html: String {
        var text = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Coverage: \(Self.percent(share))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>Coverage: \(Self.percent(share))</h1>

            """
        for machine in machines { text += Self.section(machine) }
        return text + "</body>\n</html>\n"
    }

    private static let style = """
        :root { color-scheme: light dark; --line: #8884; --yes: #2a82; --no: #d333; --bad: #b00020; }
        @media (prefers-color-scheme: dark) { :root { --yes: #3c93; --no: #f554; --bad: #ff8a80; } }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; }
        th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; }
        tr.no td:first-child { border-left: .3rem solid var(--bad); }
        pre { font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; border: 1px solid var(--line); }
        pre span { display: block; padding: 0 .75rem; min-width: max-content; }
        pre b { display: inline-block; width: 7rem; font-weight: normal; opacity: .6; user-select: none; }
        .yes { background: var(--yes); } .never { background: var(--no); }
        """

    private static func section(_ machine: Machine) -> String {
        let coverage = machine.coverage
        var text = "<h2>\(escaped(machine.name))</h2>\n<p>\(escaped(machine.file)): \(percent(coverage.share()))</p>\n"
        text += "<table>\n<tr><th>what<th>covered<th>of<th></tr>\n"
        for kind in Coverage.Kind.allCases {
            let share = coverage.share(of: kind)
            guard share.total > 0 else { continue }
            text += "<tr\(share.covered < share.total ? " class=\"no\"" : "")><td>\(kind.title)"
            text += "<td class=\"n\">\(share.covered)<td class=\"n\">\(share.total)<td class=\"n\">\(percent(share))\n"
        }
        text += "</table>\n<table>\n<tr><th>state<th>type<th>entered<th>never seen</tr>\n"
        for state in coverage.states {
            let gaps = state.gaps
            text += "<tr\(gaps.isEmpty ? "" : " class=\"no\"")><td>\(escaped(state.name))<td>\(state.type.rawValue)"
            text += "<td class=\"n\">\(state.count)<td>\(gaps.map(escaped).joined(separator: "<br>"))\n"
        }
        return text + "</table>\n" + listing(machine)
    }

    private static func listing(_ machine: Machine) -> String {
        guard let source = machine.source else { return "" }
        let lines = machine.lines
        var text = "<details open><summary>\(escaped(machine.file))</summary>\n<pre>"
        let count = source.lineCount - (source.bytes.last == UInt8(ascii: "\n") ? 1 : 0)
        for number in 1...max(count, 1) {
            let kind = lines[number].map { $0 > 0 ? " class=\"yes\"" : " class=\"never\"" } ?? ""
            let times = lines[number].map { "\($0)×" } ?? ""
            let label = lines[number] == 0 ? " aria-label=\"never\"" : ""
            text += "<span\(kind)\(label)><b>\(number) \(times)</b>\(escaped(source.line(number)))</span>"
        }
        return text + "</pre></details>\n"
    }

    private static func escaped(_ text: String) -> String { text.escapedForMarkup(keepsLines: true) }
}
