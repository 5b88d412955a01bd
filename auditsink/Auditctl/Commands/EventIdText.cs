using System.CommandLine.Parsing;

namespace Compliance.Auditctl.Commands;

/// <summary>An event's id as an auditor types it.</summary>
internal static class EventIdText
{
    /// <summary>The id; where there is none, the result has an error that begins with <paramref name="where"/>.</summary>
    public static Guid Parse(ArgumentResult result, string text, string where = "")
    {
        if (!Guid.TryParse(text, out var id))
            result.AddError($"{where}'{text}' is no event's id. Write it as a query prints it: 01890a5d-ac96-774b-bcce-b302099a8057.");
        return id;
    }
}
