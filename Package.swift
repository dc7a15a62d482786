// swift-tools-version: 6.2
// One package: a pure engine (Diagnostics … StatesSimulation) and the programs that drive it.
// Dependencies point one way; a module that is not listed under a target cannot be seen by it.

import PackageDescription

let package = Package(
    name: "swift-states-language",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "JSONModel", targets: ["JSONModel"]),
        .library(name: "JSONPath", targets: ["JSONPath"]),
        .library(name: "JSONata", targets: ["JSONata"]),
        .library(name: "StatesLanguage", targets: ["Diagnostics", "JSONModel", "StatesLanguage"]),
        .library(name: "StatesYAML", targets: ["StatesYAML"]),
        .library(name: "StatesCore", targets: ["StatesCore"]),
        .library(name: "StatesSimulation", targets: ["StatesSimulation"]),
        .library(name: "StatesRuntime", targets: ["StatesRuntime"]),
        .library(name: "StatesSQLite", targets: ["StatesSQLite"]),
        .library(name: "StatesTesting", targets: ["StatesTesting"]),
        .library(name: "TransactionalOutbox", targets: ["TransactionalOutbox"]),
        .library(name: "OrderSaga", targets: ["OrderSaga"]),
        .executable(name: "order-saga", targets: ["order-saga"]),
        .executable(name: "sfn-run", targets: ["sfn-run"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // The pure half: values and functions. No clock, no lock, no `async`, no files.
        .target(name: "Diagnostics"),
        .target(name: "JSONModel", dependencies: ["Diagnostics"]),
        .target(
            name: "JSONPath",
            dependencies: ["Diagnostics", "JSONModel", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(
            name: "JSONata",
            dependencies: ["Diagnostics", "JSONModel", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "StatesLanguage", dependencies: ["Diagnostics", "JSONModel", "JSONPath", "JSONata"]),
        .target(
            name: "StatesCore",
            dependencies: ["Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage"]
        ),
        .target(
            name: "StatesSimulation",
            dependencies: ["Diagnostics", "JSONModel", "JSONPath", "StatesLanguage", "StatesCore"]
        ),

        .target(
            name: "StatesAnalysis",
            dependencies: [
                "Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage", "StatesCore", "StatesSimulation",
            ]
        ),

        // What touches the outside.
        .target(
            name: "StatesRuntime",
            dependencies: [
                "Diagnostics", "JSONModel", "JSONPath", "StatesLanguage", "StatesCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "DurableSQLite",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "StatesSQLite",
            dependencies: [
                "DurableSQLite", "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "StatesTesting",
            dependencies: [
                "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "StatesYAML",
            dependencies: ["Diagnostics", "JSONModel", "StatesLanguage", .product(name: "Yams", package: "Yams")]
        ),
        .target(
            name: "ConformanceSuites",
            dependencies: [
                "Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage", "StatesYAML", "StatesCore",
                "StatesSimulation",
            ],
            resources: [.embedInCode("Data/definition-faults.json"), .embedInCode("Data/known-gaps.json")]
        ),

        // The order saga: a service on top.
        .target(
            name: "TransactionalOutbox",
            dependencies: [
                "DurableSQLite", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["README.md"]
        ),
        .target(
            name: "OrderSaga",
            dependencies: [
                "Diagnostics", "DurableSQLite", "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime",
                "StatesSQLite", "TransactionalOutbox", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["README.md"], resources: [.embedInCode("openapi.json")]
        ),
        .executableTarget(
            name: "order-saga",
            dependencies: [
                "OrderSaga", "StatesLanguage", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Programs.
        .executableTarget(
            name: "sfn-run",
            dependencies: [
                "Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage", "StatesYAML", "StatesCore",
                "StatesSimulation", "StatesAnalysis", "StatesRuntime", "StatesSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .executableTarget(
            name: "conformance",
            dependencies: [
                "ConformanceSuites", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .executableTarget(
            name: "chaos",
            dependencies: [
                "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime", "StatesSQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),

        // Examples, shown in the README and run by a test.
        .executableTarget(
            name: "charge-card",
            dependencies: ["JSONModel", "StatesCore", "StatesLanguage", "StatesSimulation"],
            path: "Examples/charge-card"
        ),
        .executableTarget(
            name: "crash-and-resume", dependencies: ["JSONModel", "StatesLanguage", "StatesRuntime", "StatesSQLite"],
            path: "Examples/crash-and-resume"
        ),
        .executableTarget(
            name: "hello", dependencies: ["JSONModel", "StatesLanguage", "StatesRuntime"],
            path: "Examples/hello"
        ),
        .executableTarget(
            name: "human-approval", dependencies: ["JSONModel", "StatesCore", "StatesLanguage", "StatesRuntime"],
            path: "Examples/human-approval"
        ),
        .executableTarget(
            name: "long-timer",
            dependencies: ["JSONModel", "StatesCore", "StatesLanguage", "StatesRuntime", "StatesTesting"],
            path: "Examples/long-timer"
        ),
        .executableTarget(
            name: "order-in-ten-lines", dependencies: ["JSONModel", "StatesCore", "StatesRuntime"],
            path: "Examples/order-in-ten-lines"
        ),
        .executableTarget(
            name: "parallel", dependencies: ["JSONModel", "StatesLanguage", "StatesRuntime"],
            path: "Examples/parallel"
        ),
        .executableTarget(
            name: "retry-and-catch", dependencies: ["JSONModel", "StatesLanguage", "StatesRuntime", "StatesTesting"],
            path: "Examples/retry-and-catch"
        ),

        // Tests mirror the sources.
        .target(name: "RandomMachines", path: "Tests/RandomMachines"),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
        .testTarget(name: "JSONModelTests", dependencies: ["Diagnostics", "JSONModel"]),
        .testTarget(name: "JSONPathTests", dependencies: ["Diagnostics", "JSONModel", "JSONPath"]),
        .testTarget(name: "JSONataTests", dependencies: ["Diagnostics", "JSONModel", "JSONata"]),
        .testTarget(
            name: "StatesLanguageTests",
            dependencies: ["Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage", "StatesYAML"]
        ),
        .testTarget(
            name: "StatesCoreTests",
            dependencies: [
                "Diagnostics", "JSONModel", "JSONPath", "StatesLanguage", "StatesCore", "StatesSimulation",
                "RandomMachines",
            ]
        ),
        .testTarget(
            name: "StatesRuntimeTests",
            dependencies: [
                "Diagnostics", "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime", "StatesTesting",
                "RandomMachines", .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "StatesSimulationTests",
            dependencies: ["Diagnostics", "JSONModel", "StatesLanguage", "StatesCore", "StatesSimulation"]
        ),
        .testTarget(
            name: "StatesAnalysisTests",
            dependencies: [
                "Diagnostics", "JSONModel", "StatesLanguage", "StatesYAML", "StatesCore", "StatesSimulation",
                "StatesAnalysis", "RandomMachines",
            ],
            exclude: ["Covered"]
        ),
        .testTarget(
            name: "OutboxTests",
            dependencies: [
                "TransactionalOutbox", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "OrderSagaTests",
            dependencies: [
                "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime", "StatesSQLite", "StatesTesting",
                "TransactionalOutbox", "OrderSaga", "order-saga",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "StatesTestingTests",
            dependencies: ["JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime", "StatesTesting"]
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "DurableSQLite", "JSONModel", "StatesLanguage", "StatesCore", "StatesRuntime", "StatesSQLite",
                "StatesTesting", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "Diagnostics", "JSONModel", "StatesLanguage", "StatesYAML", "StatesCore", "StatesSimulation",
                "StatesAnalysis", "ConformanceSuites",
            ]
        ),
        .testTarget(
            name: "SfnRunTests",
            dependencies: [
                "JSONModel", "StatesCore", "StatesLanguage", "StatesSimulation", "sfn-run",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Traces"]
        ),
        // Tests of the whole: hostile texts, and the house rules.
        .testTarget(
            name: "FuzzTests",
            dependencies: ["Diagnostics", "JSONModel", "JSONPath", "StatesLanguage", "StatesCore", "StatesSimulation"]
        ),
        .testTarget(name: "ChaosTests", dependencies: ["chaos"]),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "charge-card", "crash-and-resume", "hello", "human-approval", "long-timer", "order-in-ten-lines",
                "parallel", "retry-and-catch",
            ]
        ),
        .testTarget(name: "TidyTests"),
    ]
)

for target in package.targets {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}
