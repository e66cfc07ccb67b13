using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>The wire's JSON, compiled: snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    Converters = [typeof(UtcConverter), typeof(TimeOfDayConverter)])]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskList))]
public sealed partial class TodoJson : JsonSerializerContext;
