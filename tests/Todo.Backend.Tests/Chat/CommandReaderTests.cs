using Todo.Backend.Assistant;

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

    [Fact]
    public void A_description_is_changed_as_such() =>
        Assert.Equal(
            new Command.Update(new TaskReference(4, "4"), null, "Milk, eggs, bread"),
            CommandReader.Read("Change the description of task 4 to Milk, eggs, bread"));

    [Theory]
    [InlineData("hello")]
    [InlineData("add")]
    [InlineData("add a task")]
    [InlineData("Mark task 3 as not done")]
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
        foreach (var unit in (string[])["a ", "  ", "is ", "to ", "'s ", "please ", "task ", "mark ", "add a "])
        {
            foreach (var start in (string[])["", "mark ", "change ", "delete ", "add ", "i "])
            {
                _ = CommandReader.Read(start + string.Concat(Enumerable.Repeat(unit, 4000 / unit.Length)) + "x");
            }
        }
    }
}
