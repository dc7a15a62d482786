// swift-tools-version: 6.2
// A package of its own, so that what it depends on reaches no user.

import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-states-language", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        // Counts and times per operation, for comparing two states of the tree: `swift package benchmark`.
        .executableTarget(
            name: "JSONBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "JSONModel", package: "swift-states-language"),
            ],
            path: "JSONBenchmarks",  // the plugin finds targets whose folder lies in one named Benchmarks
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),

        // Plain programs that print a table, with peers measured in the same run where there are any.
        .executableTarget(
            name: "json-speed",
            dependencies: [.product(name: "JSONModel", package: "swift-states-language")]
        ),
        .executableTarget(
            name: "jsonata-speed",
            dependencies: [
                .product(name: "JSONModel", package: "swift-states-language"),
                .product(name: "JSONata", package: "swift-states-language"),
            ]
        ),
        .executableTarget(
            name: "engine-speed",
            dependencies: [
                .product(name: "JSONModel", package: "swift-states-language"),
                .product(name: "StatesLanguage", package: "swift-states-language"),
                .product(name: "StatesCore", package: "swift-states-language"),
                .product(name: "StatesSimulation", package: "swift-states-language"),
            ]
        ),
        .executableTarget(
            name: "runtime-speed",
            dependencies: [
                .product(name: "JSONModel", package: "swift-states-language"),
                .product(name: "StatesCore", package: "swift-states-language"),
                .product(name: "StatesRuntime", package: "swift-states-language"),
                .product(name: "StatesSQLite", package: "swift-states-language"),
                "RawSQLite",
            ]
        ),
        // SQLite's C API, for comparison.
        .target(
            name: "RawSQLite",
            dependencies: [
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "StatesLanguage", package: "swift-states-language"),
                .product(name: "StatesRuntime", package: "swift-states-language"),
            ],
            swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]
        ),
        // The order service under load; a process of its own.
        .executableTarget(name: "order-load", dependencies: ["RawSQLite"]),
        .executableTarget(
            name: "store-speed",
            dependencies: [
                "RawSQLite",
                .product(name: "StatesLanguage", package: "swift-states-language"),
                .product(name: "StatesRuntime", package: "swift-states-language"),
                .product(name: "StatesSQLite", package: "swift-states-language"),
            ]
        ),
    ]
)
