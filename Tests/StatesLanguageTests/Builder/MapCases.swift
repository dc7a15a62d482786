import JSONModel
import StatesLanguage

extension BuilderCase {
    static let maps = [
        map, mapOfAnOlderDefinition, mapInJSONata, distributedMap, distributedMapByPaths, distributedMapInJSONata,
    ]

    private static let map = BuilderCase("map") {
        State.Map("S", mode: .inline, processorComment: "c", startAt: "B") {
            State.Pass("A")
            State.Pass("B").next("A")
        }
        .itemsPath("$.items").itemSelector(["i": .path("$$.Map.Item.Index")]).maxConcurrency(5)
        .resultSelector(["b.$": "$[0]"]).resultPath("$.r").assign(["v": 1])
        .retry(["Throttled"]).catch(.all, next: "Z")
        State.Succeed("Z")
    } writes: {
        """
        "S": {
          "Type": "Map",
          "ItemsPath": "$.items",
          "ItemSelector": {"i.$": "$$.Map.Item.Index"},
          "MaxConcurrency": 5,
          "ItemProcessor": {
            "Comment": "c",
            "ProcessorConfig": {
              "Mode": "INLINE"
            },
            "StartAt": "B",
            "States": {
              "A": {
                "Type": "Pass",
                "Next": "B"
              },
              "B": {
                "Type": "Pass",
                "Next": "A"
              }
            }
          },
          "ResultSelector": {"b.$": "$[0]"},
          "ResultPath": "$.r",
          "Assign": {"v": 1},
          "Retry": [
            {
              "ErrorEquals": ["Throttled"]
            }
          ],
          "Catch": [
            {
              "ErrorEquals": ["States.ALL"],
              "Next": "Z"
            }
          ],
          "Next": "Z"
        },
        "Z": {
          "Type": "Succeed"
        }
        """
    }

    private static let mapOfAnOlderDefinition = BuilderCase("map of an older definition") {
        State.Map("S") { State.Succeed("A") }.parameters(["a.$": "$.a"]).maxConcurrency(.path("$.n"))
            .inputPath(.discard).outputPath("$.o")
    } writes: {
        """
        "S": {
          "Type": "Map",
          "InputPath": null,
          "Parameters": {"a.$": "$.a"},
          "MaxConcurrencyPath": "$.n",
          "ItemProcessor": {
            "StartAt": "A",
            "States": {
              "A": {
                "Type": "Succeed"
              }
            }
          },
          "OutputPath": "$.o",
          "End": true
        }
        """
    }

    private static let mapInJSONata = BuilderCase("map in JSONata", .jsonata) {
        State.Map("S") { State.Succeed("A") }
            .items(.expression("$states.input.items")).maxConcurrency(.expression("$states.input.n"))
            .output(.expression("$states.result")).queryLanguage(.jsonata)
        State.Map("T") { State.Succeed("B") }.items([1, 2])
    } writes: {
        """
        "S": {
          "Type": "Map",
          "QueryLanguage": "JSONata",
          "Items": "{% $states.input.items %}",
          "MaxConcurrency": "{% $states.input.n %}",
          "ItemProcessor": {
            "StartAt": "A",
            "States": {
              "A": {
                "Type": "Succeed"
              }
            }
          },
          "Output": "{% $states.result %}",
          "Next": "T"
        },
        "T": {
          "Type": "Map",
          "Items": [1, 2],
          "ItemProcessor": {
            "StartAt": "B",
            "States": {
              "B": {
                "Type": "Succeed"
              }
            }
          },
          "End": true
        }
        """
    }

    private static let distributedMap = BuilderCase("distributed map") {
        State.Map("S", mode: .distributed(.express)) { State.Succeed("A") }
            .itemReader(
                resource: "arn:aws:states:::s3:getObject", parameters: ["Bucket": "b", "Key.$": "$.key"],
                inputType: .csv, csvHeaderLocation: .given, csvHeaders: ["id", "amount"], csvDelimiter: .semicolon,
                maxItems: 100
            )
            .itemBatcher(batchInput: ["run.$": "$.run"], maxItemsPerBatch: 10, maxInputBytesPerBatch: 1000)
            .maxConcurrency(50).toleratedFailureCount(3).toleratedFailurePercentage(0.5).label("Each")
            .resultWriter(
                resource: "arn:aws:states:::s3:putObject", parameters: ["Bucket": "b", "Prefix": "p"],
                transformation: .compact, outputType: .jsonl)
    } writes: {
        """
        "S": {
          "Type": "Map",
          "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "Parameters": {
              "Bucket": "b",
              "Key.$": "$.key"
            },
            "ReaderConfig": {
              "InputType": "CSV",
              "CSVHeaderLocation": "GIVEN",
              "CSVHeaders": ["id", "amount"],
              "CSVDelimiter": "SEMICOLON",
              "MaxItems": 100
            }
          },
          "ItemBatcher": {
            "BatchInput": {"run.$": "$.run"},
            "MaxItemsPerBatch": 10,
            "MaxInputBytesPerBatch": 1000
          },
          "MaxConcurrency": 50,
          "ToleratedFailureCount": 3,
          "ToleratedFailurePercentage": 0.5,
          "Label": "Each",
          "ItemProcessor": {
            "ProcessorConfig": {
              "Mode": "DISTRIBUTED",
              "ExecutionType": "EXPRESS"
            },
            "StartAt": "A",
            "States": {
              "A": {
                "Type": "Succeed"
              }
            }
          },
          "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {
              "Bucket": "b",
              "Prefix": "p"
            },
            "WriterConfig": {
              "OutputType": "JSONL",
              "Transformation": "COMPACT"
            }
          },
          "End": true
        }
        """
    }

    private static let distributedMapByPaths = BuilderCase("distributed map by paths") {
        State.Map("S", mode: .distributed(.standard)) { State.Succeed("A") }
            .itemReader(
                resource: "arn:aws:states:::s3:listObjectsV2", parameters: ["Bucket": "b"],
                transformation: .loadAndFlatten, maxItems: .path("$.n")
            )
            .itemBatcher(maxItemsPerBatch: .path("$.n"), maxInputBytesPerBatch: .path("$.b"))
            .toleratedFailureCount(.path("$.n")).toleratedFailurePercentage(.path("$.p"))
            .resultWriter(outputType: .json)
    } writes: {
        """
        "S": {
          "Type": "Map",
          "ItemReader": {
            "Resource": "arn:aws:states:::s3:listObjectsV2",
            "Parameters": {"Bucket": "b"},
            "ReaderConfig": {
              "Transformation": "LOAD_AND_FLATTEN",
              "MaxItemsPath": "$.n"
            }
          },
          "ItemBatcher": {
            "MaxItemsPerBatchPath": "$.n",
            "MaxInputBytesPerBatchPath": "$.b"
          },
          "ToleratedFailureCountPath": "$.n",
          "ToleratedFailurePercentagePath": "$.p",
          "ItemProcessor": {
            "ProcessorConfig": {
              "Mode": "DISTRIBUTED",
              "ExecutionType": "STANDARD"
            },
            "StartAt": "A",
            "States": {
              "A": {
                "Type": "Succeed"
              }
            }
          },
          "ResultWriter": {
            "WriterConfig": {
              "OutputType": "JSON"
            }
          },
          "End": true
        }
        """
    }

    private static let distributedMapInJSONata = BuilderCase("distributed map in JSONata", .jsonata) {
        State.Map("S", mode: .distributed(.standard)) { State.Succeed("A") }
            .itemReader(
                resource: "arn:aws:states:::s3:getObject",
                arguments: ["Bucket": "b", "Key": .expression("$states.input.key")],
                inputType: .manifest, manifestType: .s3Inventory, maxItems: .expression("$states.input.n"),
                itemsPointer: "/items"
            )
            .resultWriter(resource: "arn:aws:states:::s3:putObject", arguments: ["Bucket": "b"])
    } writes: {
        """
        "S": {
          "Type": "Map",
          "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "Arguments": {
              "Bucket": "b",
              "Key": "{% $states.input.key %}"
            },
            "ReaderConfig": {
              "InputType": "MANIFEST",
              "ManifestType": "S3_INVENTORY",
              "MaxItems": "{% $states.input.n %}",
              "ItemsPointer": "/items"
            }
          },
          "ItemProcessor": {
            "ProcessorConfig": {
              "Mode": "DISTRIBUTED",
              "ExecutionType": "STANDARD"
            },
            "StartAt": "A",
            "States": {
              "A": {
                "Type": "Succeed"
              }
            }
          },
          "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Arguments": {"Bucket": "b"}
          },
          "End": true
        }
        """
    }
}
