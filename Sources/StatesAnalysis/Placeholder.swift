// StatesAnalysis
