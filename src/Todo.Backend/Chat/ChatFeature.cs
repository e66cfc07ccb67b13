using Todo.Backend.Approvals;
using Todo.Backend.Assistant;

namespace Todo.Backend.Chat;

public static class ChatFeature
{
    public static IHostApplicationBuilder AddChat(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAssistant, RuleAssistant>();
        builder.Services.AddSingleton<TurnStore>();
        builder.Services.AddSingleton<ApprovalStore>();
        builder.Services.AddSingleton<SendMessage>();
        builder.Services.AddScoped<ListConversations>();
        builder.Services.AddScoped<ReadConversation>();
        builder.Services.AddScoped<RenameConversation>();
        builder.Services.AddScoped<DeleteConversation>();
        return builder;
    }
}
