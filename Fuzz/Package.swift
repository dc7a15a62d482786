// swift-tools-version: 6.2
// Coverage-guided fuzzing with libFuzzer. A package of its own, since all of it is built with sanitizers: `make fuzz`.

import PackageDescription

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-states-language", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "JSONModel", package: "swift-states-language"),
                .product(name: "JSONPath", package: "swift-states-language"),
                .product(name: "JSONata", package: "swift-states-language"),
                .product(name: "StatesLanguage", package: "swift-states-language"),
                .product(name: "StatesCore", package: "swift-states-language"),
                .product(name: "StatesSimulation", package: "swift-states-language"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]
        )
    ]
)
