import JSONModel
package import StatesLanguage

extension Execution {
    /// The same execution under other names, with other random numbers, at another time: what it does otherwise than
    /// this one follows from those, and not from the definition.
    ///
    /// It is for one step, at `time(ofDisguised:)` of the time of this one.
    package func disguised() -> Execution {
        var configuration = self.configuration
        configuration.executionName = "disguise-of-" + configuration.executionName
        configuration.expressRunID = "disguise-of-" + configuration.expressRunID
        configuration.stateMachineName = "disguise-of-" + configuration.stateMachineName
        configuration.region = "disguise-of-" + configuration.region
        configuration.accountID = String(configuration.accountID.reversed())
        configuration.seed = ~configuration.seed
        var other = self
        other.settings = ExecutionSettings(configuration)
        for index in other.frames.indices {
            other.frames[index].enteredTime = Self.time(ofDisguised: frames[index].enteredTime)
        }
        guard let input, let startTime else { return other }
        other.startTime = Self.time(ofDisguised: startTime)
        other.executionContext = other.settings.executionContext(
            input: input.value, startTime: Self.time(ofDisguised: startTime),
            redrive: redriveTime.map { (redriveCount, Self.time(ofDisguised: $0)) })
        return other
    }

    /// No digit of it, and no name of a day or month, need be the same.
    package static func time(ofDisguised time: Timestamp) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: time.millisecondsSinceEpoch + 40_694_461_111)
    }
}
