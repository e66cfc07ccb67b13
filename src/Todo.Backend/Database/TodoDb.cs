using System.Text;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts;
using Todo.Backend.Approvals;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Chat;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Journal;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.Database;

/// <summary>The tables as LINQ sees them. The migrations make the schema; a test compares the two.</summary>
public sealed class TodoDb(DbContextOptions<TodoDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<PersonalToken> PersonalTokens => Set<PersonalToken>();
    public DbSet<OneTimeCode> OneTimeCodes => Set<OneTimeCode>();
    public DbSet<Lockout> Lockouts => Set<Lockout>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<KeyRingElement> KeyRing => Set<KeyRingElement>();
    public DbSet<TodoTask> Tasks => Set<TodoTask>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<JournalEpoch> JournalEpochs => Set<JournalEpoch>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<TurnRow> Turns => Set<TurnRow>();
    public DbSet<TurnStep> TurnSteps => Set<TurnStep>();
    public DbSet<TurnEvent> TurnEvents => Set<TurnEvent>();
    public DbSet<Approval> Approvals => Set<Approval>();
    public DbSet<AiUsage> AiUsage => Set<AiUsage>();
    public DbSet<Lease> Leases => Set<Lease>();

    /// <summary>The pool it was taken of, until it is given back.</summary>
    internal RequestPool? Pool { get; set; }

    public override void Dispose()
    {
        var pool = Take();
        base.Dispose();
        pool?.Leave();
    }

    public override async ValueTask DisposeAsync()
    {
        var pool = Take();
        await base.DisposeAsync();
        pool?.Leave();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Map<User>(modelBuilder, "users");
        Map<Session>(modelBuilder, "sessions");
        Map<PersonalToken>(modelBuilder, "personal_tokens");
        Map<OneTimeCode>(modelBuilder, "one_time_codes");
        Map<Lockout>(modelBuilder, "lockouts").HasKey(lockout => lockout.Key);
        Map<SigningKey>(modelBuilder, "signing_keys").Property(key => key.PublicKey).HasColumnType("jsonb");
        Map<KeyRingElement>(modelBuilder, "key_ring");
        Map<IdempotencyKey>(modelBuilder, "idempotency_keys").HasKey(key => new { key.UserId, key.Key });
        Map<JournalEpoch>(modelBuilder, "journal_epoch");
        Map<Conversation>(modelBuilder, "conversations");
        Map<Message>(modelBuilder, "messages").Property(message => message.ToolCalls).HasColumnType("jsonb");
        Map<TurnRow>(modelBuilder, "turns").Property(turn => turn.Id).ValueGeneratedNever();

        var steps = Map<TurnStep>(modelBuilder, "turn_steps");
        steps.HasKey(step => new { step.TurnId, step.Number });
        steps.Property(step => step.Content).HasColumnType("jsonb");

        var events = Map<TurnEvent>(modelBuilder, "turn_events");
        events.HasKey(row => new { row.ConversationId, row.Number });
        events.Property(row => row.Data).HasColumnType("jsonb");

        var approvals = Map<Approval>(modelBuilder, "approvals");
        approvals.Property(approval => approval.Arguments).HasColumnType("jsonb");
        approvals.Property(approval => approval.Result).HasColumnType("jsonb");

        Map<AiUsage>(modelBuilder, "ai_usage").HasKey(usage => new { usage.Day, usage.Scope });
        Map<Lease>(modelBuilder, "leases").HasKey(lease => lease.Name);

        var users = modelBuilder.Entity<User>();
        users.Property(user => user.LastChange).ValueGeneratedOnAddOrUpdate();
        users.Property(user => user.PendingCount).ValueGeneratedOnAddOrUpdate();
        users.Property(user => user.CompletedCount).ValueGeneratedOnAddOrUpdate();

        var tasks = Map<TodoTask>(modelBuilder, "tasks");
        tasks.Property(task => task.DueAt).HasColumnType("timestamp").ValueGeneratedOnAddOrUpdate();
        tasks.Property(task => task.TitleKey).ValueGeneratedOnAddOrUpdate();
        tasks.Property(task => task.DueTime).HasColumnType("time(0)");
        tasks.Property(task => task.Version).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();

        var journal = Map<JournalEntry>(modelBuilder, "journal");
        journal.HasKey(entry => new { entry.UserId, entry.Number });
        journal.Property(entry => entry.Before).HasColumnType("jsonb");
        journal.Property(entry => entry.After).HasColumnType("jsonb");

        modelBuilder.HasDbFunction(() => Fold(default!)).HasName("todo_fold").IsBuiltIn();
        modelBuilder.MapTaskFunctions();
    }

    /// <summary>SQL's <c>todo_fold</c>: text without case and accents. Only inside a query.</summary>
    public static string Fold(string value) => throw new NotSupportedException($"{nameof(Fold)} runs in PostgreSQL only: use it inside a query.");

    // Before it is given back: the next to lease it sets the pool anew, maybe at once.
    private RequestPool? Take()
    {
        var pool = Pool;
        Pool = null;
        return pool;
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> Map<T>(ModelBuilder modelBuilder, string table)
        where T : class
    {
        var entity = modelBuilder.Entity<T>();
        entity.ToTable(table);
        foreach (var property in typeof(T).GetProperties())
        {
            entity.Property(property.PropertyType, property.Name).HasColumnName(SnakeCase(property.Name));
        }

        return entity;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}

/// <summary>What one replica at a time does, until its lease runs out.</summary>
public sealed class Lease
{
    public required string Name { get; set; }
    public required string Holder { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}
