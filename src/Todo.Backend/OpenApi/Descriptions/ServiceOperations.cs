
namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>The service itself: its health and this document.</summary>
internal static class ServiceOperations
{
    private static readonly string[] Methods = ["get", "head"];

    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/openapi.json", "getDescription", Overview.Service, "This document", "OpenAPI 3.1. With `If-None-Match`, 304 as long as it is the same.")
        {
            Access = Access.Anonymous,
            NeedsDatabase = false,
            Parameters = [Parameter.Ref("IfNoneMatch")],
            Answers =
            [
                new(200, "The document", new Content("application/json", new() { ["type"] = "object", ["required"] = new System.Text.Json.Nodes.JsonArray("openapi", "info", "paths") },
                    ("document", "Its beginning", Examples.Json("""{"openapi":"3.1.1","info":{"title":"Todo","version":"1.0.0"},"paths":{}}""")))) { Headers = ["ETag"] },
                new(304, "It still is what `If-None-Match` names") { Headers = ["ETag"] },
            ],
        },
        .. Probe("healthz", "Whether the process lives", "getHealth", hasFailure: false),
        .. Probe("startupz", "Whether it has started", "getStartup", hasFailure: true),
        .. Probe("readyz", "Whether it takes requests", "getReadiness", hasFailure: true),
    ];

    private static IEnumerable<Operation> Probe(string name, string summary, string id, bool hasFailure) =>
        Methods.Select(method => new Operation(
            method, "/" + name, id + (method == "get" ? "" : "Head"), Overview.Service, summary, "For probes of the platform: no token, no limit.")
        {
            Access = Access.Anonymous,
            NeedsDatabase = false,
            IsProbe = true,
            Answers =
            [
                new(200, "Yes", method == "get" ? [Content.Json("Health", ("ok", "Yes", Examples.Json("""{"status":"ok"}""")))] : []),
                .. hasFailure
                    ? (Answer[])[new(503, "Not now", method == "get" ? [Content.Json("Health", ("starting", "Waiting for the database", Examples.Json("""{"status":"starting","waiting_for":"database"}""")))] : [])]
                    : [],
            ],
        });
}
