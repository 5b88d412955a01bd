using Compliance.Gateway.Commands;

// The verbs stand in Commands/CommandTree.cs; what `run` puts together stands in GatewayProcess.cs.
return await CommandTree.InvokeAsync(args, TimeProvider.System);
