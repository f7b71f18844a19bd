using ThreadStore.Report;

return await ReportTool.RunAsync(args).ConfigureAwait(false);
