using Todo.Backend.Assistant.Offline;

namespace Todo.Backend.Tests.Chat;

[Trait("rule", "A9")]
public sealed class CommandReaderTests
{
    [Theory]
    [InlineData("Add a task to buy groceries", "Buy groceries")]
    [InlineData("I need to remember to pay bills", "Pay bills")]
    [InlineData("add buy milk", "Buy milk")]
    [InlineData("Please add buy milk to my todo list.", "Buy milk")]
    [InlineData("Can you create a new task called 'Plan the trip'?", "Plan the trip")]
    [InlineData("Create a task called \"Plan the trip\".", "Plan the trip")]
    [InlineData("New task: water the plants", "Water the plants")]
    [InlineData("make me a task to call Ana", "Call Ana")]
    [InlineData("Remind me to finish the report", "Finish the report")]
    [InlineData("Don't forget to mark the exam as done", "Mark the exam as done")]
    [InlineData("I have to see the doctor", "See the doctor")]
    [InlineData("Add a task to delete old photos", "Delete old photos")]
    [InlineData("Add a task to check whether the report is done", "Check whether the report is done")]
    [InlineData("add 買い物 🛒", "買い物 🛒")]
    [InlineData("add éclairs", "Éclairs")]
    public void Words_of_adding_add(string message, string title) => Assert.Equal(new Command.Add(title), CommandReader.Read(message));

    [Theory]
    [InlineData("Show me all my tasks", "all")]
    [InlineData("What's pending?", "pending")]
    [InlineData("What’s pending?", "pending")]
    [InlineData("What have I completed?", "completed")]
    [InlineData("list my completed tasks", "completed")]
    [InlineData("see my tasks please", "all")]
    [InlineData("What do I still have to do?", "pending")]
    [InlineData("which tasks are not done", "pending")]
    [InlineData("Which tasks are done", "completed")]
    [InlineData("pending tasks", "pending")]
    [InlineData("my tasks", "all")]
    public void Words_of_seeing_list(string message, string status) => Assert.Equal(new Command.List(status), CommandReader.Read(message));

    [Theory]
    [InlineData("Mark task 3 as complete", 3L, "3")]
    [InlineData("mark #3 done", 3L, "3")]
    [InlineData("Complete task 3.", 3L, "3")]
    [InlineData("task 3 is done", 3L, "3")]
    [InlineData("I finished task number 12", 12L, "12")]
    [InlineData("I've finished the groceries task", null, "groceries")]
    [InlineData("Done with the report!", null, "report")]
    [InlineData("check the laundry off", null, "laundry")]
    [InlineData("The meeting is finished", null, "meeting")]
    public void Words_of_finishing_complete(string message, long? id, string words) =>
        Assert.Equal(new Command.Complete(new TaskReference(id, words)), CommandReader.Read(message));

    [Theory]
    [InlineData("Delete the meeting task", null, "meeting")]
    [InlineData("Remove task 7", 7L, "7")]
    [InlineData("cancel my dentist appointment", null, "dentist appointment")]
    [InlineData("could you please delete the task about taxes?", null, "taxes")]
    [InlineData("get rid of 'old stuff'", null, "old stuff")]
    public void Words_of_removing_delete(string message, long? id, string words) =>
        Assert.Equal(new Command.Delete(new TaskReference(id, words)), CommandReader.Read(message));

    [Theory]
    [InlineData("Change task 1 to 'Call mom tonight'", 1L, "1", "Call mom tonight")]
    [InlineData("rename task 2 to Buy groceries and fruits", 2L, "2", "Buy groceries and fruits")]
    [InlineData("Update the title of task 5 to Go to Rome", 5L, "5", "Go to Rome")]
    [InlineData("change the meeting task to Team meeting", null, "meeting", "Team meeting")]
    public void Words_of_changing_update(string message, long? id, string words, string title) =>
        Assert.Equal(new Command.Update(new TaskReference(id, words), title, null), CommandReader.Read(message));

    [Theory]
    [InlineData("undo")]
    [InlineData("Undo that.")]
    [InlineData("please undo the last change")]
    [InlineData("take that back")]
    public void Words_of_taking_back_undo(string message) => Assert.Equal(new Command.Undo(), CommandReader.Read(message));

    [Theory]
    [InlineData("undo the laces")]
    [InlineData("Tell me about undo")]
    public void Undo_is_only_undo_alone(string message) => Assert.IsNotType<Command.Undo>(CommandReader.Read(message));

    [Theory]
    [InlineData("Reopen task 3", 3L, "3")]
    [InlineData("uncomplete the report", null, "report")]
    [InlineData("Mark task 3 as not done", 3L, "3")]
    [InlineData("mark the report as pending", null, "report")]
    public void Words_of_reopening_reopen(string message, long? id, string words) =>
        Assert.Equal(new Command.Reopen(new TaskReference(id, words)), CommandReader.Read(message));

    [Theory]
    [InlineData("Reschedule task 3 to tomorrow", 3L, "3", "tomorrow")]
    [InlineData("move the dentist appointment to Friday.", null, "dentist appointment", "Friday")]
    [InlineData("postpone 4 until 2026-12-01", 4L, "4", "2026-12-01")]
    [InlineData("Change the due date of task 5 to today", 5L, "5", "today")]
    [InlineData("make task 5 due on Monday", 5L, "5", "Monday")]
    public void Words_of_moving_reschedule(string message, long? id, string words, string when) =>
        Assert.Equal(new Command.Reschedule(new TaskReference(id, words), when), CommandReader.Read(message));

    [Theory]
    [InlineData("Move the sofa to the garage")]
    [InlineData("reschedule task 3")]
    [InlineData("reschedule task 3 to the day after Easter")]
    public void What_is_no_plain_date_moves_nothing(string message) => Assert.Null(CommandReader.Read(message));

    [Fact]
    public void Words_of_bringing_back_restore() => Assert.Equal(new Command.Restore(new TaskReference(12, "12")), CommandReader.Read("restore task 12"));

    [Theory]
    [InlineData("What's due today?", "today")]
    [InlineData("what is due tomorrow", "tomorrow")]
    [InlineData("Show me my overdue tasks", "overdue")]
    [InlineData("What's overdue?", "overdue")]
    [InlineData("overdue tasks", "overdue")]
    [InlineData("today's tasks", "today")]
    [InlineData("What do I have to do today?", "today")]
    public void Words_of_dates_find(string message, string when) => Assert.Equal(new Command.Due(when), CommandReader.Read(message));

    [Theory]
    [InlineData("How am I doing?")]
    [InlineData("plan my day")]
    [InlineData("Give me an overview of my tasks")]
    [InlineData("What should I do next?")]
    public void Words_of_the_whole_give_an_overview(string message) => Assert.Equal(new Command.Overview(), CommandReader.Read(message));

    [Theory]
    [InlineData("list my tags")]
    [InlineData("What tags do I have?")]
    [InlineData("tags")]
    public void Words_of_tags_list_them(string message) => Assert.Equal(new Command.Tags(), CommandReader.Read(message));

    [Theory]
    [InlineData("Add tasks: milk; eggs, ten of them; bread", "Milk|Eggs, ten of them|Bread")]
    [InlineData("create the following", null)]
    [InlineData("add items: milk, eggs", "Milk|Eggs")]
    [InlineData("add milk, eggs and bread", null)]
    public void Only_what_is_clearly_a_list_becomes_several_tasks(string message, string? titles) =>
        Assert.Equal(titles?.Split('|'), (CommandReader.Read(message) as Command.AddMany)?.Titles);

    [Theory]
    [InlineData("Delete all completed tasks", "completed")]
    [InlineData("clear my done tasks", "completed")]
    [InlineData("delete all tasks", "all")]
    [InlineData("remove all my pending tasks!", "pending")]
    [InlineData("delete everything", "all")]
    public void Words_of_all_delete_all(string message, string status) => Assert.Equal(new Command.DeleteAll(status), CommandReader.Read(message));

    [Theory]
    [InlineData("complete tasks 1, 2 and 3", "1 2 3")]
    [InlineData("Mark #3 and #5 as done.", "3 5")]
    [InlineData("mark tasks 3, 5 and 3 completed", "3 5")]
    public void Several_numbers_complete_several(string message, string ids) =>
        Assert.Equal(ids, string.Join(' ', Assert.IsType<Command.CompleteSeveral>(CommandReader.Read(message)).Ids));

    [Theory]
    [InlineData("delete tasks 4 and 7", "4 7")]
    [InlineData("remove 4, 7, and 9", "4 7 9")]
    public void Several_numbers_delete_several(string message, string ids) =>
        Assert.Equal(ids, string.Join(' ', Assert.IsType<Command.DeleteSeveral>(CommandReader.Read(message)).Ids));

    [Theory]
    [InlineData("mark tasks 3 and 5 as not done")]
    [InlineData("mark tasks 3 and 5")]
    public void Several_numbers_without_a_plain_wish_do_nothing_to_several(string message) =>
        Assert.False(CommandReader.Read(message) is Command.CompleteSeveral or Command.DeleteSeveral);

    [Theory]
    [InlineData("complete all my tasks")]
    [InlineData("mark everything as done")]
    public void Words_of_all_complete_all(string message) => Assert.Equal(new Command.CompleteAll(), CommandReader.Read(message));

    [Fact]
    public void A_description_is_changed_as_such() =>
        Assert.Equal(
            new Command.Update(new TaskReference(4, "4"), null, "Milk, eggs, bread"),
            CommandReader.Read("Change the description of task 4 to Milk, eggs, bread"));

    [Theory]
    [InlineData("hello")]
    [InlineData("Tell me a story")]
    [InlineData("What is the weather like?")]
    [InlineData("add")]
    [InlineData("add a task")]
    [InlineData("task 3 isn't done")]
    [InlineData("I haven't finished the report")]
    [InlineData("deleted scenes")]
    [InlineData("42")]
    [InlineData("?!")]
    public void What_is_no_command_is_none(string message) => Assert.Null(CommandReader.Read(message));

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("task 7", 7L)]
    [InlineData("#7.", 7L)]
    [InlineData("7 apples", null)]
    public void A_number_alone_is_an_answer(string message, long? id) => Assert.Equal(id, CommandReader.ReadNumber(message));

    [Fact]
    public void The_longest_message_is_read_in_no_time()
    {
        // Whatever is slow for a pattern ends in its timeout, which would throw.
        foreach (var unit in (string[])["a ", "  ", "is ", "to ", "'s ", "please ", "task ", "mark ", "add a ", "due ", "; ", "all ", "1, ", "1 and "])
        {
            foreach (var start in (string[])["", "mark ", "change ", "delete ", "add ", "i ", "move ", "what ", "add tasks: "])
            {
                _ = CommandReader.Read(start + string.Concat(Enumerable.Repeat(unit, 4000 / unit.Length)) + "x");
            }
        }
    }
}
