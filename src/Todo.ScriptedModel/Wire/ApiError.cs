using System.Text.Json.Nodes;

namespace Todo.ScriptedModel.Wire;

/// <summary>An error as the API writes it.</summary>
internal sealed record ApiError(int Status, string Message, string Type, string? Code = null, string? Param = null)
{
    public static ApiError Invalid(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message, "invalid_request_error", code, param);

    /// <summary>What a script asks for by its status.</summary>
    public static ApiError Of(int status, string? message, string? code) => status switch
    {
        400 => new(status, message ?? "The request is not valid.", "invalid_request_error", code),
        401 => new(status, message ?? "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_request_error", code ?? "invalid_api_key"),
        403 => new(status, message ?? "You are not allowed to use this model.", "invalid_request_error", code ?? "model_not_allowed"),
        404 => new(status, message ?? "The model does not exist or you do not have access to it.", "invalid_request_error", code ?? "model_not_found"),
        429 => new(status, message ?? "Rate limit reached for requests.", "requests", code ?? "rate_limit_exceeded"),
        503 => new(status, message ?? "The engine is currently overloaded, please try again later.", "server_error", code),
        _ => new(status, message ?? "The server had an error while processing your request. Sorry about that!", "server_error", code),
    };

    public static ApiError NotFound(HttpRequest request) =>
        new(StatusCodes.Status404NotFound, $"Invalid URL ({request.Method} {request.Path})", "invalid_request_error");

    public Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        var error = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = Param, ["code"] = Code };
        return http.Response.WriteAsJsonAsync(new JsonObject { ["error"] = error }, WireJson.Text, http.RequestAborted);
    }
}
