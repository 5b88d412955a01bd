using Compliance.Gateway.Commands;

// A socket's continuation runs on the thread that found it ready, not on the pool's: half the processor time for a relayed byte and more
// bytes a second (tests/Benchmarks/README.md). Nothing in the sessions blocks there. It counts if said before the first socket is made.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
    Environment.SetEnvironmentVariable(InlineCompletions, "1");

// The verbs stand in Commands/CommandTree.cs; what `run` puts together stands in GatewayProcess.cs.
return await CommandTree.InvokeAsync(args, TimeProvider.System);
