/// The intrinsic functions of the States Language.
public enum IntrinsicFunction: String, Hashable, Sendable, CaseIterable {
    case array = "States.Array"
    case arrayContains = "States.ArrayContains"
    case arrayGetItem = "States.ArrayGetItem"
    case arrayLength = "States.ArrayLength"
    case arrayPartition = "States.ArrayPartition"
    case arrayRange = "States.ArrayRange"
    case arrayUnique = "States.ArrayUnique"
    case base64Decode = "States.Base64Decode"
    case base64Encode = "States.Base64Encode"
    case format = "States.Format"
    case hash = "States.Hash"
    case jsonMerge = "States.JsonMerge"
    case jsonToString = "States.JsonToString"
    case mathAdd = "States.MathAdd"
    case mathRandom = "States.MathRandom"
    case stringSplit = "States.StringSplit"
    case stringToJSON = "States.StringToJson"
    case uuid = "States.UUID"

    /// How many arguments the function takes.
    public var argumentCounts: ClosedRange<Int> {
        switch self {
        case .array: 0...Int.max
        case .format: 1...Int.max
        case .uuid: 0...0
        case .arrayLength, .arrayUnique, .base64Decode, .base64Encode, .jsonToString, .stringToJSON: 1...1
        case .arrayContains, .arrayGetItem, .arrayPartition, .hash, .mathAdd, .stringSplit: 2...2
        case .mathRandom: 2...3
        case .arrayRange, .jsonMerge: 3...3
        }
    }

    /// The counts in words, for messages.
    var argumentCountText: String {
        let counts = argumentCounts
        switch (counts.lowerBound, counts.upperBound) {
        case (let lower, Int.max): return "at least \(lower) argument\(lower == 1 ? "" : "s")"
        case (0, 0): return "no arguments"
        case (let lower, let upper) where lower == upper: return "\(lower) argument\(lower == 1 ? "" : "s")"
        case (let lower, let upper): return "\(lower) to \(upper) arguments"
        }
    }
}
