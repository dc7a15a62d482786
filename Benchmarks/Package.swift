// swift-tools-version: 6.2
// A package of its own, so that what it depends on reaches no user.

import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-states-language", path: ".."),
    ],
    targets: [
        .executableTarget(
            name: "json-speed",
            dependencies: [.product(name: "JSONModel", package: "swift-states-language")]
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
    ]
)
