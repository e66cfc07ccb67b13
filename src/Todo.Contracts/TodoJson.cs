using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>The wire's JSON, compiled: snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    Converters = [typeof(UtcConverter), typeof(TimeOfDayConverter)])]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(TaskStats))]
[JsonSerializable(typeof(NewPersonalToken))]
[JsonSerializable(typeof(CreatedPersonalToken))]
[JsonSerializable(typeof(PersonalTokenList))]
[JsonSerializable(typeof(SettingsView))]
[JsonSerializable(typeof(SettingsChange))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(UndoResult))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatResponse))]
[JsonSerializable(typeof(ConversationList))]
[JsonSerializable(typeof(ConversationDetail))]
[JsonSerializable(typeof(IReadOnlyList<ToolCall>))]
[JsonSerializable(typeof(ApprovalList))]
[JsonSerializable(typeof(ApprovalDecision))]
[JsonSerializable(typeof(ConversationChange))]
[JsonSerializable(typeof(ConversationExport))]
[JsonSerializable(typeof(StartEvent))]
[JsonSerializable(typeof(TextEvent))]
[JsonSerializable(typeof(ToolEvent))]
[JsonSerializable(typeof(ApprovalEvent))]
[JsonSerializable(typeof(UsageEvent))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(DoneEvent))]
public sealed partial class TodoJson : JsonSerializerContext;
