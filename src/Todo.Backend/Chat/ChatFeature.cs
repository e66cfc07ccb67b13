using Todo.Backend.Approvals;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Chat.Approving;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Chat.Turns;
using Todo.Hosting.Settings;

namespace Todo.Backend.Chat;

public static class ChatFeature
{
    public static IHostApplicationBuilder AddChat(this IHostApplicationBuilder builder)
    {
        builder.AddModel();
        builder.AddSettings<ChatSettings>();
        builder.Services.AddSingleton<UsageBudget>();
        builder.Services.AddSingleton<ApprovalStore>();
        builder.Services.AddSingleton<DecideApproval>();

        // Hosted services stop in the reverse order: the turns are left before what they say is stored no more.
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventLog>());
        builder.Services.AddSingleton<TurnStream>();
        builder.Services.AddSingleton<TurnLeases>();
        builder.Services.AddSingleton<TurnPipeline>();
        builder.Services.AddSingleton<TurnRunner>();
        builder.Services.AddSingleton<TurnWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TurnWorker>());
        builder.Services.AddSingleton<BeginTurn>();
        builder.Services.AddSingleton<EndTurn>();
        builder.Services.AddSingleton<StopTurn>();
        builder.Services.AddSingleton<TurnAnswers>();
        builder.Services.AddSingleton<SendMessage>();
        builder.Services.AddScoped<ListConversations>();
        builder.Services.AddScoped<ReadConversation>();
        builder.Services.AddScoped<RenameConversation>();
        builder.Services.AddScoped<DeleteConversation>();
        return builder;
    }
}
