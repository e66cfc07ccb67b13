namespace Todo.Frontend.Pages.Layout;

/// <summary>The parts that the navigation names.</summary>
public enum Section
{
    Tasks,
    Chat,
    Settings,
}
