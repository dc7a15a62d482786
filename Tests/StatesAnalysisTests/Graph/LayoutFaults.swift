import StatesAnalysis

/// What may be wrong with a drawing, measured.
enum LayoutFaults {
    /// - Returns: a sentence for each fault.
    static func of(_ layout: GraphLayout) -> [String] {
        boxFaults(layout) + labelFaults(layout) + textFaults(layout) + lineFaults(layout)
    }

    /// Two boxes meet only if one is inside the other, and then it is the box of a state around it.
    private static func boxFaults(_ layout: GraphLayout) -> [String] {
        var faults: [String] = []
        for (index, box) in layout.boxes.enumerated() {
            if !contains(layout.frame, box.frame) { faults.append("\(box.state.name) is outside") }
            for other in layout.boxes[(index + 1)...] where meets(box.frame, other.frame) {
                let isInside = box.state.scopes.contains { $0.allStates.contains { $0.name == other.state.name } }
                if !isInside || !contains(box.frame, other.frame) {
                    faults.append("\(box.state.name) meets \(other.state.name)")
                }
            }
            for scope in box.state.scopes {
                for state in scope.allStates where !layout.boxes.contains(where: { $0.state.name == state.name }) {
                    faults.append("\(state.name) is missing")
                }
            }
        }
        for (index, region) in layout.regions.enumerated() {
            for other in layout.regions[(index + 1)...] where meets(region.frame, other.frame) {
                let isNested = contains(region.frame, other.frame) || contains(other.frame, region.frame)
                if !isNested { faults.append("\(region.title.text) meets \(other.title.text)") }
            }
        }
        return faults
    }

    /// A label is on no other label, and on no box but those around its scope.
    private static func labelFaults(_ layout: GraphLayout) -> [String] {
        var faults: [String] = []
        for (index, label) in layout.labels.enumerated() {
            let words = label.texts.map(\.text).joined(separator: " ")
            if !contains(layout.frame, label.frame) { faults.append("“\(words)” is outside") }
            for other in layout.labels[(index + 1)...] where meets(label.frame, other.frame) {
                faults.append("“\(words)” meets “\(other.texts.map(\.text).joined(separator: " "))”")
            }
            for box in layout.boxes where meets(label.frame, box.frame) {
                let isAround = box.state.scopes.contains { scope in
                    scope.allStates.contains { $0.name == label.edge.from }
                }
                if !isAround || !contains(box.frame, label.frame) {
                    faults.append("“\(words)” is on \(box.state.name)")
                }
            }
        }
        return faults
    }

    /// Texts stay in what they belong to, and no text of a box reaches a box or a region inside it.
    private static func textFaults(_ layout: GraphLayout) -> [String] {
        var faults: [String] = []
        for box in layout.boxes {
            for text in box.texts {
                if !contains(box.frame, text.frame) { faults.append("“\(text.text)” leaves \(box.state.name)") }
                for region in layout.regions where contains(box.frame, region.frame) {
                    if meets(text.frame, region.frame) { faults.append("“\(text.text)” is on a region") }
                }
            }
            for (text, other) in zip(box.texts, box.texts.dropFirst()) where meets(text.frame, other.frame) {
                faults.append("“\(text.text)” is on “\(other.text)”")
            }
        }
        for label in layout.labels {
            for text in label.texts where !contains(label.frame, text.frame) {
                faults.append("“\(text.text)” leaves its label")
            }
        }
        for region in layout.regions {
            let boxes = layout.boxes.filter { meets($0.frame, region.title.frame) && contains(region.frame, $0.frame) }
            for box in boxes { faults.append("“\(region.title.text)” is on \(box.state.name)") }
        }
        return faults
    }

    /// A line begins and ends at its states, and runs through no box but those around its scope, and through no label.
    private static func lineFaults(_ layout: GraphLayout) -> [String] {
        var faults: [String] = []
        for line in layout.lines {
            let points = line.points
            guard let edge = line.edge else { continue }
            let name = "\(edge.from) → \(edge.to)"
            for box in layout.boxes {
                let isAround = box.state.scopes.contains { $0.allStates.contains { $0.name == edge.from } }
                if isAround { continue }
                if points.contains(where: { isWithin(box.frame, $0) }) {
                    faults.append("\(name) runs through \(box.state.name)")
                }
                if box.state.name == edge.from, line.start.y != box.frame.bottom { faults.append("\(name) starts off") }
                if box.state.name == edge.to, points.last?.y != Double(box.frame.y) {
                    faults.append("\(name) ends off")
                }
            }
            for label in layout.labels where points.contains(where: { isWithin(label.frame, $0) }) {
                faults.append("\(name) runs through “\(label.texts.map(\.text).joined(separator: " "))”")
            }
        }
        return faults
    }

    private static func meets(_ one: GraphLayout.Frame, _ other: GraphLayout.Frame) -> Bool {
        one.x < other.right && other.x < one.right && one.y < other.bottom && other.y < one.bottom
    }

    private static func contains(_ outer: GraphLayout.Frame, _ inner: GraphLayout.Frame) -> Bool {
        outer.x <= inner.x && outer.y <= inner.y && outer.right >= inner.right && outer.bottom >= inner.bottom
    }

    private static func isWithin(_ frame: GraphLayout.Frame, _ point: (x: Double, y: Double)) -> Bool {
        point.x > Double(frame.x) + 1 && point.x < Double(frame.right) - 1 && point.y > Double(frame.y) + 1
            && point.y < Double(frame.bottom) - 1
    }
}

extension GraphLayout {
    fileprivate var frame: Frame { Frame(x: 0, y: 0, width: width, height: height) }
}

extension GraphLayout.Text {
    /// Above the base line most of the font size, below it a quarter.
    fileprivate var frame: GraphLayout.Frame {
        let size = role == .name ? 13 : 11
        return GraphLayout.Frame(x: x, y: y - size * 3 / 4, width: width, height: size)
    }
}

extension GraphLayout.Line {
    /// Where it runs, at a few pixels' distance; gaps are left out.
    fileprivate var points: [(x: Double, y: Double)] {
        var place = (x: Double(start.x), y: Double(start.y))
        var points = [place]
        for piece in pieces {
            switch piece {
            case .gap(let end): place = (Double(end.x), Double(end.y))
            case .straight(let end):
                let target = (x: Double(end.x), y: Double(end.y))
                for step in 1...10 {
                    let part = Double(step) / 10
                    points.append((place.x + (target.x - place.x) * part, place.y + (target.y - place.y) * part))
                }
                place = target
            case .curve(let one, let other, let end):
                for step in 1...24 {
                    let t = Double(step) / 24, s = 1 - t
                    let (a, b, c, d) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
                    points.append(
                        (
                            a * place.x + b * Double(one.x) + c * Double(other.x) + d * Double(end.x),
                            a * place.y + b * Double(one.y) + c * Double(other.y) + d * Double(end.y)
                        ))
                }
                place = (Double(end.x), Double(end.y))
            }
        }
        return points
    }
}
