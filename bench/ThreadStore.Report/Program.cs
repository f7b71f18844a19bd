using ThreadStore.Report;

return ReportTool.Run(args);
