import JSONModel

/// `+ - * / %`.
final class ArithmeticNode: Node {
    enum Operator { case add, subtract, multiply, divide, remainder }

    let operation: Operator
    let left: Node
    let right: Node

    init(_ operation: Operator, _ left: Node, _ right: Node, position: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(position: position)
    }

    private var symbol: String {
        switch operation {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        }
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let leftValue = try left.evaluate(run, input, frame)
        let rightValue = try right.evaluate(run, input, frame)
        guard case .number(let a) = leftValue, case .number(let b) = rightValue, a.isFinite, b.isFinite else {
            return try unusual(leftValue, rightValue)
        }
        return .number(apply(a, b))
    }

    @inline(__always)
    private func apply(_ a: Double, _ b: Double) -> Double {
        switch operation {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .remainder: a.truncatingRemainder(dividingBy: b)
        }
    }

    private func unusual(_ left: Value, _ right: Value) throws(Failure) -> Value {
        let a = try operand(left, error: "T2001")
        let b = try operand(right, error: "T2002")
        guard let a, let b else { return .undefined }
        return .number(apply(a, b))
    }

    private func operand(_ value: Value, error code: String) throws(Failure) -> Double? {
        if case .undefined = value { return nil }
        guard let number = value.double, !number.isNaN else {
            throw Failure(code, position: position, token: .string(symbol), value: value)
        }
        if number.isInfinite { throw Failure("D1001", position: position, token: .string(symbol), value: value) }
        return number
    }
}

/// `-x`.
final class NegateNode: Node {
    let operand: Node

    init(_ operand: Node, position: Int) {
        self.operand = operand
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = try operand.evaluate(run, input, frame)
        if case .undefined = value { return value }
        guard let number = value.double, !number.isNaN else {
            throw Failure("D1002", position: position, token: .string("-"), value: value)
        }
        if number.isInfinite { throw Failure("D1001", value: value) }
        return .number(-number)
    }
}

/// `= != < <= > >=`.
final class ComparisonNode: Node {
    enum Operator { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

    let operation: Operator
    let left: Node
    let right: Node

    init(_ operation: Operator, _ left: Node, _ right: Node, position: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(position: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let result = try compare(run, input, frame)
        return result.map { .bool($0) } ?? .undefined
    }

    override func test(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Bool {
        try compare(run, input, frame) ?? false
    }

    @inline(__always)
    private func compare(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Bool? {
        let leftValue = try left.evaluate(run, input, frame)
        let rightValue = try right.evaluate(run, input, frame)
        switch (leftValue, rightValue) {
        case (.number(let a), .number(let b)):
            return switch operation {
            case .equal: a == b
            case .notEqual: a != b
            case .less: a < b
            case .lessOrEqual: a <= b
            case .greater: a > b
            case .greaterOrEqual: a >= b
            }
        default: return try unusual(leftValue, rightValue)
        }
    }

    private func unusual(_ left: Value, _ right: Value) throws(Failure) -> Bool? {
        let isUndefined = left.isUndefined || right.isUndefined
        switch operation {
        case .equal: return !isUndefined && Value.areEqual(left, right)
        case .notEqual: return !isUndefined && !Value.areEqual(left, right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        let comparable: TypeSet = [.string, .number, .missing]
        guard comparable.contains(left.typeLetter), comparable.contains(right.typeLetter) else {
            let isLeft = left.isUndefined || !comparable.contains(left.typeLetter)
            throw Failure("T2010", position: position, token: .string(symbol), value: isLeft ? left : right)
        }
        if isUndefined { return nil }
        if case .string(let a) = left, case .string(let b) = right {
            let order = a.isEmpty || b.isEmpty ? a.utf8.count - b.utf8.count : UTF16Order.compare(a, b)
            return holds(order)
        }
        guard let a = left.double, let b = right.double else {
            throw Failure(
                "T2009", position: position, token: .string(symbol), value: left, details: [("value2", right)])
        }
        return a.isNaN || b.isNaN ? false : holds(a < b ? -1 : a > b ? 1 : 0)
    }

    private func holds(_ order: Int) -> Bool {
        switch operation {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    private var symbol: String {
        switch operation {
        case .equal: "="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

/// `and`, `or`.
final class LogicNode: Node {
    let isAnd: Bool
    let left: Node
    let right: Node
    let rightHeight: Int

    init(isAnd: Bool, _ left: Node, _ right: Node, rightHeight: Int, position: Int) {
        self.isAnd = isAnd
        self.left = left
        self.right = right
        self.rightHeight = rightHeight
        super.init(position: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        .bool(try test(run, input, frame))
    }

    override func test(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Bool {
        if try left.test(run, input, frame) != isAnd { return !isAnd }
        try run.checkDepth(rightHeight)
        return try right.test(run, input, frame)
    }
}

/// `a & b & c`, all operands at once.
final class ConcatenationNode: Node {
    let operands: [Node]

    init(_ operands: [Node], position: Int) {
        self.operands = operands
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var text = ""
        for operand in operands {
            let value = try operand.evaluate(run, input, frame)
            switch value {
            case .undefined: continue
            case .string(let string): text += string
            default:
                do throws(Failure) {
                    text += try JSONText.string(of: value, dialect: run.dialect)
                } catch {
                    error.position = position
                    error.token = .string("&")
                    throw error
                }
            }
        }
        try run.checkString(text)
        return .string(text)
    }
}

/// `a..b` in an array constructor.
final class RangeNode: Node {
    let left: Node
    let right: Node

    init(_ left: Node, _ right: Node, position: Int) {
        self.left = left
        self.right = right
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let from = try bound(try left.evaluate(run, input, frame), error: "T2003")
        let to = try bound(try right.evaluate(run, input, frame), error: "T2004")
        guard let from, let to, from <= to else { return .undefined }
        let count = to - from + 1
        guard count <= Double(run.limits.items) else {
            let failure = run.tooLarge(count)
            failure.position = position
            failure.token = .string("..")
            throw failure
        }
        try run.visit(Int(count))
        var items = ContiguousArray<Value>()
        items.reserveCapacity(Int(count))
        for offset in 0..<Int(count) { items.append(.number(from + Double(offset))) }
        return .list(.sequence(items))
    }

    private func bound(_ value: Value, error code: String) throws(Failure) -> Double? {
        if case .undefined = value { return nil }
        guard let number = value.double, number.isFinite, number == number.rounded() else {
            throw Failure(code, position: position, token: .string(".."), value: value)
        }
        return number
    }
}

/// `a in b`.
final class MembershipNode: Node {
    let left: Node
    let right: Node

    init(_ left: Node, _ right: Node, position: Int) {
        self.left = left
        self.right = right
        super.init(position: position)
    }

    override var isCondition: Bool { true }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let item = try left.evaluate(run, input, frame)
        let array = try right.evaluate(run, input, frame)
        switch item {
        case .null, .bool, .number, .integer, .string: break
        default: return .bool(false)
        }
        let count = array.count
        try run.visit(count)
        for index in 0..<count where Value.areEqual(item, array[index]) { return .bool(true) }
        return .bool(false)
    }
}

/// The order of UTF-16 units, which is JavaScript's.
enum UTF16Order {
    /// Below, equal to or above 0.
    static func compare(_ left: String, _ right: String) -> Int {
        var a = left.utf16.makeIterator()
        var b = right.utf16.makeIterator()
        while true {
            switch (a.next(), b.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let x?, let y?): if x != y { return x < y ? -1 : 1 }
            }
        }
    }
}
