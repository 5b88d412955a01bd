using Compliance.Auditctl.Commands;

// The verbs stand in Commands/CommandTree.cs.
return await CommandTree.InvokeAsync(args, new Tools(TimeProvider.System, Console.In, InputIsSeen: !Console.IsInputRedirected, ErrorIsSeen: !Console.IsErrorRedirected));
