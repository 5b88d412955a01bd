using System.Text;

namespace Compliance.Gateway.Commands;

/// <summary>Reads a password: unseen and twice from a keyboard, or once as the first line of an input that is none.</summary>
internal static class PasswordPrompt
{
    /// <summary>Null, and why, where there is none.</summary>
    public static string? Read(string user, TextWriter prompt, out string problem)
    {
        if (Console.IsInputRedirected)
        {
            problem = "the input holds no password";
            return Console.In.ReadLine() is { Length: > 0 } line ? line : null;
        }

        var first = Unseen($"Password for {user}: ", prompt);
        problem = "the two passwords differ";
        return Unseen("Once more: ", prompt) == first ? first : null;
    }

    private static string Unseen(string question, TextWriter prompt)
    {
        prompt.Write(question);
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (key.KeyChar != 0)
                text.Append(key.KeyChar);
        }

        prompt.WriteLine();
        return text.ToString();
    }
}
