using System.CommandLine;
using Compliance.Gateway.Discovery;
using Compliance.Gateway.Settings;
using Compliance.Protect.Detection;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy discover --config FILE --topic TOPIC [--cluster C] [--records N] [--json]</c>: what a topic's values hold that a policy should declare.</summary>
internal static class PolicyDiscoverCommand
{
    private const int UsualRecords = 1_000;
    private const int MostRecords = 1_000_000;
    private const string SchemaHeader = "__value_schema_id";

    public static Command Make(TimeProvider time)
    {
        var config = SettingsOption.Make();
        var topic = new Option<string>("--topic") { Description = "The topic", Required = true };
        var cluster = new Option<string?>("--cluster") { Description = "The cluster, by its name in the settings; left out: the only one" };
        var records = new Option<int>("--records") { Description = "How many of the newest records are looked through", DefaultValueFactory = _ => UsualRecords };
        var json = new Option<bool>("--json") { Description = "As JSON" };
        records.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostRecords)
                result.AddError($"--records is a number from 1 to {MostRecords}.");
        });
        var command = new Command("discover", "Looks through a topic's newest values for cards, accounts, addresses and the like, and proposes classes; shows counts and paths, never a value.")
        {
            config, topic, cluster, records, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var (plan, problems) = SettingsLoader.Check(parsed.GetRequiredValue(config), null, time);
            if (plan is null)
                return PolicyFilesArgument.Refuse(problems, error);
            var name = parsed.GetValue(cluster);
            var named = plan.Clusters.Where(known => name is null || known.Name == name).ToList();
            if (named is not [var at])
            {
                error.WriteLine($"{(named.Count == 0 ? $"There is no cluster '{name}'" : "There are several clusters")}; --cluster is one of: {string.Join(", ", plan.Clusters.Select(known => known.Name))}.");
                return ExitCode.Refused;
            }

            using var schemas = new SampledSchemas(at.Registry);
            var survey = new ValueSurvey(schemas.Schemas);
            try
            {
                await TopicSample.ReadAsync(at, parsed.GetRequiredValue(topic), parsed.GetValue(records), time, async message =>
                {
                    if (message.Value is not { } value)
                        return;
                    byte[] schema = message.Headers is { } headers && headers.TryGetLastBytes(SchemaHeader, out var named) ? named : [];
                    await schemas.LookAsync(ValueSurvey.SchemaOf(value, schema), cancel).ConfigureAwait(false);
                    survey.Add(value, schema);
                }).ConfigureAwait(false);
            }
            catch (IOException unreadable)
            {
                error.WriteLine(unreadable.Message);
                return ExitCode.Refused;
            }

            if (parsed.GetValue(json))
                DiscoveryPage.WriteJson(parsed.GetRequiredValue(topic), survey, output);
            else
                DiscoveryPage.Write(parsed.GetRequiredValue(topic), survey, schemas.Why, output);
            return ExitCode.Done;
        });
        return command;
    }
}
