import Foundation
import JSONModel
import RandomMachines
import StatesAnalysis
import Testing

/// Drawings are measured: nothing overlaps, whatever the machine.
struct GraphLayoutTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    static func graph(_ text: String) throws -> MachineGraph {
        try #require(MachineGraph(try JSONParser.parse(text)))
    }

    /// The definitions of the real-world set that are JSON, the largest first.
    private static let realWorld: [URL] = {
        let suites = ProcessInfo.processInfo.environment["STATES_SUITES"]
        let folder =
            (suites.map { URL(filePath: $0) } ?? root.appending(path: "../shared/conformance"))
            .appending(path: "definitions/real-world")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
        let texts = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "json" }
        func size(_ file: URL) -> Int { (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0 }
        return texts.map { ($0, size($0)) }.sorted { ($1.1, $0.0.path) < ($0.1, $1.0.path) }.map(\.0)
    }()

    @Test func theLargestRealDefinitionsHaveNothingThatOverlaps() throws {
        guard !Self.realWorld.isEmpty else {
            print(
                "The outside suites are not there (STATES_SUITES, ../shared/conformance): no real definition is drawn.")
            return
        }
        for file in Self.realWorld.prefix(10) {
            let graph = try Self.graph(String(decoding: Data(contentsOf: file), as: UTF8.self))
            let layout = GraphLayout(graph)
            #expect(layout.boxes.count == graph.states.count)
            #expect(LayoutFaults.of(layout) == [], "\(file.lastPathComponent)")
            // The texts are what is looked at: they have those frames.
            let svg = layout.svg(title: "machine")
            let html = GraphPage(graph, layout: layout, overlay: nil, title: "machine").html
            for text in [svg, html] {
                #expect(
                    DrawnFrames.of("box", in: text).sorted(by: DrawnFrames.order)
                        == layout.boxes.map(\.frame).sorted(by: DrawnFrames.order))
                #expect(DrawnFrames.of("place", in: text) == layout.labels.map(\.frame))
            }
        }
    }

    @Test func everyOtherRealDefinitionToo() throws {
        for file in Self.realWorld.dropFirst(10) {
            guard let value = try? JSONParser.parse(Array(Data(contentsOf: file))), let graph = MachineGraph(value)
            else {
                continue
            }
            #expect(LayoutFaults.of(GraphLayout(graph)) == [], "\(file.lastPathComponent)")
        }
    }

    @Test func theSagaToo() throws {
        let file = Self.root.appending(path: "asl/order-saga.asl.json")
        let graph = try Self.graph(String(decoding: Data(contentsOf: file), as: UTF8.self))
        #expect(LayoutFaults.of(GraphLayout(graph)) == [])
    }

    @Test(arguments: UInt64(1)...25) func machinesOfEveryStateType(seed: UInt64) throws {
        var random = RandomMachine(seed: seed)
        let states = random.states()
        let graph = try Self.graph("{\"StartAt\": \"S1\", \"States\": {\(states)}}")
        #expect(LayoutFaults.of(GraphLayout(graph)) == [])
    }

    /// Any state leads to any other: loops, loops of one state, states that nothing leads to, long names.
    @Test(arguments: UInt64(1)...20) func tangles(seed: UInt64) throws {
        var random = Seeded(seed)
        let count = 1 + random.next(below: 30)
        let words = ["Pay", "Ship the parcel ", "注文を確認する", "averyveryverylongnamewithoutanyspace", "Refund"]
        let names = (0..<count).map { words[random.next(below: words.count)] + "\($0)" }
        var states: [String] = []
        for name in names {
            func target() -> String { names[random.next(below: count)] }
            let rules = (0..<random.next(below: 5)).map { number in
                #"{"Variable": "$.amount[\#(number)]", "NumericGreaterThan": 100, "Next": "\#(target())"}"#
            }
            let catcher = #""Catch": [{"ErrorEquals": ["Busy", "States.ALL"], "Next": "\#(target())"}]"#
            states.append(
                rules.isEmpty
                    ? #""\#(name)": {"Type": "Task", "Resource": "x", "Next": "\#(target())", \#(catcher)}"#
                    : #""\#(name)": {"Type": "Choice", "Choices": [\#(rules.joined(separator: ","))], "#
                        + #""Default": "\#(target())"}"#)
        }
        let text = "{\"StartAt\": \"\(names[0])\", \"States\": {\(states.joined(separator: ","))}}"
        let layout = GraphLayout(try Self.graph(text))
        #expect(layout.boxes.count == count)
        #expect(LayoutFaults.of(layout) == [])
    }

    @Test func aChainIsOneStraightColumn() throws {
        let layout = GraphLayout(
            try Self.graph(
                """
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, \
                "Next": "C"}, "C": {"Type": "Succeed"}}}
                """))
        let middles = Set(layout.boxes.map { $0.frame.x + $0.frame.width / 2 } + layout.starts.map(\.x))
        #expect(middles.count == 1)
        #expect(layout.boxes.map(\.frame.y) == layout.boxes.map(\.frame.y).sorted())
        #expect(layout.lines.allSatisfy { $0.pieces.count == 1 })
    }

    @Test func measuringSeesFaults() throws {
        var layout = GraphLayout(
            try Self.graph(
                """
                {"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, \
                "Next": "B"}], "Default": "C"}, "B": {"Type": "Succeed"}, "C": {"Type": "Succeed"}}}
                """))
        layout.boxes[1].frame.x = layout.boxes[2].frame.x + 5
        layout.labels[0].frame = layout.labels[1].frame
        let faults = LayoutFaults.of(layout)
        #expect(faults.contains("B meets C"))
        #expect(faults.contains { $0.hasPrefix("“$.a is null” meets “otherwise”") })
    }

    @Test func largeMachinesAreDrawnSoon() throws {
        let states = (0..<400).map { number in
            #""S\#(number)": {"Type": "Task", "Resource": "x", "Next": "S\#(min(number + 1, 399))", "Catch": "#
                + #"[{"ErrorEquals": ["States.ALL"], "Next": "S\#(min(number + 7, 399))"}]}"#
        }
        let graph = try Self.graph("{\"StartAt\": \"S0\", \"States\": {\(states.joined(separator: ","))}}")
        let clock = ContinuousClock()
        let time = clock.measure { #expect(GraphLayout(graph).boxes.count == 400) }
        #expect(time < .seconds(20))
    }
}

/// The frames of rectangles in a drawing.
enum DrawnFrames {
    static func of(_ kind: String, in text: String) -> [GraphLayout.Frame] {
        text.split(separator: "<rect ").dropFirst().filter { $0.hasPrefix("class=\"\(kind)\"") }.compactMap { element in
            func number(_ name: String) -> Int? {
                guard let start = element.firstRange(of: " \(name)=\"")?.upperBound else { return nil }
                return Int(element[start...].prefix { $0 != "\"" })
            }
            guard let x = number("x"), let y = number("y"), let width = number("width"), let height = number("height")
            else { return nil }
            return GraphLayout.Frame(x: x, y: y, width: width, height: height)
        }
    }

    static func order(_ one: GraphLayout.Frame, _ other: GraphLayout.Frame) -> Bool {
        (one.x, one.y, one.width) < (other.x, other.y, other.width)
    }
}
