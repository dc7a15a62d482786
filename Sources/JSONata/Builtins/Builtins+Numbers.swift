import JSONModel

extension Builtins {
    static let numbers: [Builtin] = [
        Builtin("sum", "<a<n>:n>") { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            var total = 0.0
            try numbers(of: call[0]) { total += $0 }
            return .number(total)
        },
        Builtin("count", "<a:n>") { (call) throws(Failure) in .number(Double(call[0].count)) },
        Builtin("max", "<a<n>:n>") { (call) throws(Failure) in
            var result: Double?
            try numbers(of: call[0]) { result = Swift.max(result ?? -.infinity, $0) }
            return result.map { .number($0) } ?? .undefined
        },
        Builtin("min", "<a<n>:n>") { (call) throws(Failure) in
            var result: Double?
            try numbers(of: call[0]) { result = Swift.min(result ?? .infinity, $0) }
            return result.map { .number($0) } ?? .undefined
        },
        Builtin("average", "<a<n>:n>") { (call) throws(Failure) in
            var total = 0.0
            try numbers(of: call[0]) { total += $0 }
            return call[0].count == 0 ? .undefined : .number(total / Double(call[0].count))
        },
        Builtin("number", "<(nsb)-:n>") { (call) throws(Failure) in
            switch call[0] {
            case .undefined: return .undefined
            case .number, .integer: return call[0]
            case .bool(let bool): return .number(bool ? 1 : 0)
            case .string(let text):
                if let number = NumberText.parse(text) { return .number(number) }
                throw Failure("D3030", value: call[0], details: [("index", .number(1))])
            default: throw Failure("D3030", value: call[0], details: [("index", .number(1))])
            }
        },
        Builtin("floor", "<n-:n>") { (call) throws(Failure) in map(call) { $0.rounded(.down) } },
        Builtin("ceil", "<n-:n>") { (call) throws(Failure) in map(call) { $0.rounded(.up) } },
        Builtin("abs", "<n-:n>") { (call) throws(Failure) in map(call) { $0.magnitude } },
        Builtin("round", "<n-n?:n>", arity: 2) { (call) throws(Failure) in
            map(call) { DecimalRounding.round($0, precision: Int(max(-400, min(400, call.number(1) ?? 0)))) }
        },
        Builtin("sqrt", "<n-:n>") { (call) throws(Failure) in
            if let number = call.number(0), number < 0 {
                throw Failure("D3060", value: call[0], details: [("index", .number(1))])
            }
            return map(call) { $0.squareRoot() }
        },
        Builtin("power", "<n-n:n>", arity: 2) { (call) throws(Failure) in
            guard let base = call.number(0) else { return .undefined }
            let exponent = call.number(1) ?? .nan
            let result = Power.power(base, exponent)
            guard result.isFinite else {
                throw Failure("D3061", value: call[0], details: [("index", .number(1)), ("exp", call[1])])
            }
            return .number(result)
        },
        Builtin("formatBase", "<n-n?:s>", arity: 2) { (call) throws(Failure) in
            guard let number = call.number(0) else { return .undefined }
            let radix = call.number(1).map { DecimalRounding.round($0) } ?? 10
            guard radix >= 2, radix <= 36 else { throw Failure("D3100", value: .number(radix)) }
            let rounded = DecimalRounding.round(number)
            if let int = Int64(exactly: rounded) { return .string(String(int, radix: Int(radix))) }
            return .string(NumberText.string(rounded))
        },
        Builtin("random", "<:n>", arity: 0) { (call) throws(Failure) in
            .number(Double(call.run.random() >> 11) * 0x1p-53)
        },
    ]

    @inline(__always)
    private static func map(_ call: Call, _ body: (Double) -> Double) -> Value {
        call.number(0).map { .number(body($0)) } ?? .undefined
    }

    /// Goes through an array that the signature found to hold numbers only.
    @inline(__always)
    private static func numbers(of value: Value, _ body: (Double) -> Void) throws(Failure) {
        switch value {
        case .list(let list): for item in list.items { body(item.double ?? .nan) }
        case .array(let array): for index in 0..<array.count { body(array[index].numberValue?.doubleValue ?? .nan) }
        default: for item in value.items { body(item.double ?? .nan) }
        }
    }
}

/// `x` to the power of `y`.
enum Power {
    static func power(_ base: Double, _ exponent: Double) -> Double {
        if exponent == exponent.rounded(), exponent.magnitude <= 1024 {
            let result = integerPower(base, Int(exponent.magnitude))
            return exponent < 0 ? 1 / result : result
        }
        if exponent == 0.5 { return base.squareRoot() }
        return MathFunctions.pow(base, exponent)
    }

    private static func integerPower(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }
}

/// What the standard library lacks: real powers by logarithms in doubled precision.
enum MathFunctions {
    static func pow(_ base: Double, _ exponent: Double) -> Double {
        if base == 0 { return exponent > 0 ? 0 : .infinity }
        if base < 0 {
            guard exponent == exponent.rounded() else { return .nan }
            let isOdd = exponent.truncatingRemainder(dividingBy: 2) != 0
            let result = pow(-base, exponent)
            return isOdd ? -result : result
        }
        // base = m · 2^e with m in [√½, √2): exponent · log2(base) = exponent · e + exponent · log2(m).
        var mantissa = base.significand
        var power = Double(base.exponent)
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa /= 2
            power += 1
        }
        let logarithm = Float80Or.log2(mantissa)
        return Float80Or.exp2(exponent, power, logarithm)
    }
}

/// Series for logarithm and power of two, in the widest type at hand.
enum Float80Or {
    #if arch(x86_64) && !os(Windows)
        typealias Wide = Float80
    #else
        typealias Wide = Double
    #endif
    private static let ln2: Wide = 0.693_147_180_559_945_309_417_232_121_458_176_568

    static func log2(_ mantissa: Double) -> Wide {
        let x = (Wide(mantissa) - 1) / (Wide(mantissa) + 1)
        let square = x * x
        var term = x
        var sum: Wide = 0
        var divisor: Wide = 1
        while term.magnitude > 1e-22, divisor < 200 {
            sum += term / divisor
            term *= square
            divisor += 2
        }
        return 2 * sum / ln2
    }

    static func exp2(_ exponent: Double, _ power: Double, _ logarithm: Wide) -> Double {
        let total = Wide(exponent) * (Wide(power) + logarithm)
        guard total < 1100 else { return .infinity }
        guard total > -1100 else { return 0 }
        let whole = total.rounded()
        let x = (total - whole) * ln2
        var term: Wide = 1
        var sum: Wide = 1
        var count: Wide = 1
        while term.magnitude > 1e-22, count < 100 {
            term *= x / count
            sum += term
            count += 1
        }
        return Double(sum * Wide(sign: .plus, exponent: Int(whole), significand: 1))
    }
}
