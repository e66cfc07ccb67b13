using System.Text.Encodings.Web;
using System.Text.Json;

namespace Todo.ScriptedModel.Wire;

/// <summary>JSON as the API writes it: letters beyond ASCII as they are.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Text { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
