using System.Globalization;
using System.Text.Json;
using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Custody;
using Compliance.Events;

namespace Compliance.Auditctl.Output;

/// <summary>What a purge would take and what would stay, in words or as JSON.</summary>
internal static class PlanText
{
    public static void Write(VerbContext context, DateTimeOffset before, SievedFiles files)
    {
        if (context.Json)
        {
            context.Output.WriteLine(JsonSerializer.Serialize(files, CustodyJson.Default.SievedFiles));
            return;
        }

        foreach (var file in files.Goes)
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"goes   {file.Path}  {file.Rows} rows, {file.Bytes} bytes, until {EventTime.Of(file.LastTime):u}"));
        foreach (var file in files.Kept)
            context.Output.WriteLine($"stays  {file.Path}  {file.Why}");
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Before {before:u}: {files.Goes.Count} files with {files.Goes.Sum(file => file.Rows):N0} rows and {files.Goes.Sum(file => file.Bytes):N0} bytes would go, {files.Kept.Count} stay. The search index has its own lifecycle; purge run --elasticsearch URL reaches it, too."));
    }
}
