using System.CommandLine;
using Compliance.Auditctl;

// Exit codes: 0 answered, 1 wrong command line, 2 the archive cannot be read.
var root = new RootCommand("Asks the audit archive of compliance proxies") { QueryCommand.Build(TimeProvider.System) };
return root.Parse(args).Invoke();
