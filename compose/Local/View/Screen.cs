using Compliance.Local.Actors;
using Spectre.Console;

namespace Compliance.Local.View;

/// <summary>What a person sees: how to connect, the live picture (once, at the end, where the output is no terminal), and the verdict.</summary>
internal sealed class Screen(IAnsiConsole console, TimeProvider clock)
{
    private const int FileWidth = 160;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public void Introduce(int port, string topic, Logins logins, string data)
    {
        if (!console.Profile.Capabilities.Interactive)
            console.Profile.Width = FileWidth;
        console.MarkupLineInterpolated($"[bold]A till, an analyst, an investigator and an intruder, before a proxy on 127.0.0.1:{port}[/]; journal, archive and log in {data}");
        console.WriteLine("Connect a client of your own, as any of them:");
        foreach (var login in new[] { logins.Analyst, logins.Investigator, logins.Intruder })
            console.WriteLine($"  kcat -b 127.0.0.1:{port} -X security.protocol=SASL_PLAINTEXT -X sasl.mechanism=PLAIN -X sasl.username={login.User} -X sasl.password={login.Password} -C -t {topic} -o beginning");
        console.WriteLine("  kafka-console-consumer --bootstrap-server 127.0.0.1:" + port + " --topic " + topic + " --from-beginning --group " + Analyst.Group + "-2 \\");
        console.WriteLine("    --command-property security.protocol=SASL_PLAINTEXT --command-property sasl.mechanism=PLAIN \\");
        console.WriteLine($"    --command-property 'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{logins.Analyst.User}\" password=\"{logins.Analyst.Password}\";'");
        console.WriteLine();
    }

    /// <summary>Draws until <paramref name="stop"/>.</summary>
    public async Task ShowAsync(Board board, CancellationToken stop)
    {
        try
        {
            if (!console.Profile.Capabilities.Interactive)
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop);
            await console.Live(board.Render()).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
            {
                while (true)
                {
                    live.UpdateTarget(board.Render());
                    live.Refresh();
                    await Task.Delay(Pause, clock, stop);
                }
            });
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>The last picture, then every check with its outcome; true if all hold.</summary>
    public bool Conclude(Board board, IReadOnlyList<Outcome> outcomes)
    {
        if (!console.Profile.Capabilities.Interactive)
            console.Write(board.Render());
        console.WriteLine();
        foreach (var outcome in outcomes)
            console.MarkupLine($"{(outcome.Holds ? "[green]✔[/]" : "[red]✘[/]")} {Markup.Escape(outcome.What)} [grey]({Markup.Escape(outcome.Found)})[/]");
        var broken = outcomes.Count(outcome => !outcome.Holds);
        console.MarkupLine(broken == 0 ? $"[bold green]All {outcomes.Count} as the policy says.[/]" : $"[bold red]{broken} of {outcomes.Count} not as the policy says.[/]");
        return broken == 0;
    }
}
